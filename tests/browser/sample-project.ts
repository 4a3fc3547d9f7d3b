import type { TestApp } from '../harness/app.ts';
import { until } from '../harness/app.ts';

/** Opens the sample as a person does and gives the id of its project in that language. */
export async function openSample(app: TestApp, targetLang: 'de' | 'ar' | 'ja'): Promise<string> {
  await app.open();
  await app.page.getByRole('button', { name: 'Open the sample' }).click();
  await until(app.page, () => location.hash.includes('/annotate'), undefined);
  return app.page.evaluate(
    (lang) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('stet');
        opening.onerror = () => reject(new Error('the database does not open'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction('projects').objectStore('projects').getAll();
          asked.onerror = () => reject(new Error('the projects cannot be read'));
          asked.onsuccess = () => {
            opening.result.close();
            const projects = asked.result as { id: string; targetLang: string }[]; // rows that the app has just written
            const found = projects.find((project) => project.targetLang === lang);
            if (found) resolve(found.id);
            else reject(new Error(`the sample has no project in ${lang}`));
          };
        };
      }),
    targetLang,
  );
}
