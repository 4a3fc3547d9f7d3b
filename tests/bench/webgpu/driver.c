// A Vulkan driver that passes everything on to Mesa's lavapipe (STET_VULKAN names it), but for two claims that Chromium wants of a graphics card before it
// takes it for WebGPU: that it is one, and that its semaphores can be shared with other processes. Computing needs neither. Dawn, Chromium's WebGPU, is
// told so; what paints pages is not, since it would use them.
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef void (*Function)(void);
typedef Function (*GetFunction)(void *, const char *);
typedef struct { char name[256]; uint32_t version; } Extension;                                // VkExtensionProperties
typedef struct { int type; const void *next; uint32_t flags, queues; const void *queue; uint32_t layers; const void *layer_names;
                 uint32_t extensions; const char *const *extension_names; const void *features; } DeviceInfo; // VkDeviceCreateInfo
typedef struct { int type; const void *next; const char *application; uint32_t version; const char *engine; } ApplicationInfo; // VkApplicationInfo
typedef struct { int type; const void *next; uint32_t flags; const ApplicationInfo *application; } InstanceInfo;               // VkInstanceCreateInfo
typedef struct { int type; void *next; uint32_t from, compatible, features; } SemaphoreProperties;

static const char CLAIMED[] = "VK_KHR_external_semaphore_fd";
enum { INTEGRATED = 1, CPU = 4, EXPORTABLE_AND_IMPORTABLE = 3, OPAQUE_AND_SYNC_FD = 9, INCOMPLETE = 5, TYPE_AT = 4 };

static GetFunction get_function, get_physical_function, get_device_function;
static int (*negotiate)(uint32_t *);
static void (*properties)(void *, uint32_t *), (*properties2)(void *, uint32_t *);
static int (*list_extensions)(void *, const char *, uint32_t *, Extension *);
static int is_dawn;
static int (*create_instance)(const InstanceInfo *, const void *, void **);
static void (*semaphores)(void *, const void *, SemaphoreProperties *);
static int (*create_device)(void *, const DeviceInfo *, const void *, void **);

static void load(void) {
  if (get_function) return;
  void *driver = dlopen(getenv("STET_VULKAN"), RTLD_NOW | RTLD_LOCAL);
  if (!driver) abort();
  get_function = (GetFunction)dlsym(driver, "vk_icdGetInstanceProcAddr");
  get_physical_function = (GetFunction)dlsym(driver, "vk_icdGetPhysicalDeviceProcAddr");
  negotiate = (int (*)(uint32_t *))dlsym(driver, "vk_icdNegotiateLoaderICDInterfaceVersion");
}

// VkPhysicalDeviceProperties: API version, driver version, vendor, device, type, …; the second has a type and a pointer before it.
static void claim_card(uint32_t *own) { if (is_dawn && own[TYPE_AT] == CPU) own[TYPE_AT] = INTEGRATED; }
static void own_properties(void *device, uint32_t *out) { properties(device, out); claim_card(out); }
static void own_properties2(void *device, uint32_t *out) { properties2(device, out); claim_card(out + 4); }

static void own_semaphores(void *device, const void *asked, SemaphoreProperties *out) {
  semaphores(device, asked, out);
  if (!is_dawn) return;
  out->from = out->compatible = OPAQUE_AND_SYNC_FD;
  out->features = EXPORTABLE_AND_IMPORTABLE;
}

static int own_list(void *device, const char *layer, uint32_t *count, Extension *out) {
  uint32_t room = *count, had = room > 0 ? room - 1 : 0;
  if (layer || !is_dawn) return list_extensions(device, layer, count, out);
  if (!out) { int answer = list_extensions(device, layer, count, NULL); *count += 1; return answer; }
  int answer = list_extensions(device, layer, &had, out);
  *count = had;
  if (answer || room <= had) return answer ? answer : INCOMPLETE;
  memset(&out[had], 0, sizeof *out);
  strcpy(out[had].name, CLAIMED);
  out[had].version = 1;
  *count = had + 1;
  return 0;
}

static int own_instance(const InstanceInfo *info, const void *allocator, void **out) {
  is_dawn = info->application && info->application->engine && !strcmp(info->application->engine, "Dawn");
  return create_instance(info, allocator, out);
}

static int own_create(void *device, const DeviceInfo *info, const void *allocator, void **out) {
  DeviceInfo known = *info;
  const char **names = malloc((info->extensions + 1) * sizeof *names);
  known.extensions = 0;
  for (uint32_t i = 0; i < info->extensions; i++)
    if (strcmp(info->extension_names[i], CLAIMED)) names[known.extensions++] = info->extension_names[i];
  known.extension_names = names;
  int answer = create_device(device, &known, allocator, out);
  free(names);
  return answer;
}

// The claim's own functions have to be there; nobody calls them who only computes.
static int unable(void) { return -1000072003; /* VK_ERROR_INVALID_EXTERNAL_HANDLE */ }

static Function own_device_function(void *device, const char *name) {
  if (!strcmp(name, "vkImportSemaphoreFdKHR") || !strcmp(name, "vkGetSemaphoreFdKHR")) return (Function)unable;
  return get_device_function(device, name);
}

static Function own(const char *name, Function theirs) {
  if (!theirs) return theirs;
#define TAKE(wanted, kept, mine) if (!strcmp(name, wanted)) { *(Function *)&kept = theirs; return (Function)mine; }
  TAKE("vkGetPhysicalDeviceProperties", properties, own_properties)
  TAKE("vkGetPhysicalDeviceProperties2", properties2, own_properties2)
  TAKE("vkGetPhysicalDeviceProperties2KHR", properties2, own_properties2)
  TAKE("vkEnumerateDeviceExtensionProperties", list_extensions, own_list)
  TAKE("vkCreateDevice", create_device, own_create)
  TAKE("vkGetDeviceProcAddr", get_device_function, own_device_function)
  TAKE("vkCreateInstance", create_instance, own_instance)
  TAKE("vkGetPhysicalDeviceExternalSemaphoreProperties", semaphores, own_semaphores)
  TAKE("vkGetPhysicalDeviceExternalSemaphorePropertiesKHR", semaphores, own_semaphores)
  return theirs;
}

Function vk_icdGetInstanceProcAddr(void *instance, const char *name) { load(); return own(name, get_function(instance, name)); }
Function vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) { load(); return own(name, get_physical_function(instance, name)); }
int vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) { load(); return negotiate(version); }
