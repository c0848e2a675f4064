// The Studio works without its script; the script makes it quicker. Every behaviour hangs on a data- attribute.
// What a module's `start` finds in an element gets its behaviour; it is called again for parts that come later.
for (const behaviour of [copy, forms, drop]) behaviour.start(document);
keyboard.start();
live.start(document, (part) => { copy.start(part); forms.start(part); });
