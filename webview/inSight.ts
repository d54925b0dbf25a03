/** Which elements are in sight: what moves with a slider is drawn there and nowhere else. */

/** Knows of each watched element whether it is in the window. */
export interface InSight {
  watch(part: Element): void;
  forget(part: Element): void;
  has(part: Element): boolean;
}

/** How far beyond the window still counts, so that scrolling meets no stale figures. */
const MARGIN = '200px';

/** Makes a watcher. Elements count as in sight until the browser has said otherwise. */
export function createInSight(): InSight {
  const away = new WeakSet<Element>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) away.delete(target);
      else away.add(target);
    }
  }, { rootMargin: MARGIN });
  return {
    watch: (part) => observer.observe(part),
    forget: (part) => observer.unobserve(part),
    has: (part) => !away.has(part),
  };
}
