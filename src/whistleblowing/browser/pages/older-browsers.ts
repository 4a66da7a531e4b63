// Phones that get no updates any more (Chrome 80 to 92, iOS 15.0 to 15.3) lack this one function, which the cryptography
// asks for. It can go when @noble/hashes and @noble/curves no longer use it.
if (typeof Object.hasOwn !== 'function') {
  Object.defineProperty(Object, 'hasOwn', {
    value: (of: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(of, name),
  })
}
