// The Studio works without its script; the script makes it quicker. Every behaviour hangs on a data- attribute.
// What a module's `start` finds in an element gets its behaviour; it is called again for parts that come later.
const renew = (part) => {
  for (const behaviour of [copy, forms, drop, tabs]) behaviour.start(part);
  for (const behaviour of [live, soft]) behaviour.start(part, renew);
};
renew(document);
keyboard.start();
