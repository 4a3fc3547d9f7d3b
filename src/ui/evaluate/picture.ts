/** Pixels a picture's pixel: sharp on fine screens and in print. */
const SHARPNESS = 2;

/** A plot as a PNG on white paper, in the light theme's colours. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width * SHARPNESS, image.height * SHARPNESS);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('a canvas has no context');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/png' });
}
