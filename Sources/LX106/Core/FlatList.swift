/// A growing list of plain values, for what the hot path looks up by numbers that the core itself gave out: an element is
/// reached without a check and without retaining anything.
struct FlatList<Element: BitwiseCopyable>: ~Copyable {
    private(set) var elements: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var room: Int

    init(room: Int) {
        self.room = max(1, room)
        elements = .allocate(capacity: self.room)
    }

    deinit { elements.deallocate() }

    @inline(__always)
    subscript(index: Int) -> Element { elements[index] }

    mutating func append(_ element: Element) {
        if count == room {
            let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * room)
            larger.moveInitialize(from: elements, count: count)
            elements.deallocate()
            elements = larger
            room *= 2
        }
        (elements + count).initialize(to: element)
        count += 1
    }

    mutating func removeAll() { count = 0 }
}
