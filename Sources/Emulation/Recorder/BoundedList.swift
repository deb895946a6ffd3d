/// The first and the last of what may never end: half of `limit` each. What lies between falls out.
struct BoundedList<Element> {
    private let half: Int
    private var head: [Element] = []
    /// A ring, full once `dropped` counts; its oldest element is at `oldest`.
    private var tail: [Element] = []
    private var oldest = 0
    /// How many fell out.
    private(set) var dropped = 0

    init(limit: Int) {
        half = max(1, limit / 2)
    }

    /// What is there, oldest first.
    var elements: [Element] { head + tail[oldest...] + tail[..<oldest] }

    /// The newest element; setting replaces it, if there is one.
    var last: Element? {
        get { tail.isEmpty ? head.last : tail[newest] }
        set {
            guard let newValue, !head.isEmpty else { return }
            if tail.isEmpty { head[head.count - 1] = newValue } else { tail[newest] = newValue }
        }
    }

    /// Changes the elements that `matches` picks.
    mutating func update(where matches: (Element) -> Bool, _ change: (inout Element) -> Void) {
        for index in head.indices where matches(head[index]) { change(&head[index]) }
        for index in tail.indices where matches(tail[index]) { change(&tail[index]) }
    }

    private var newest: Int { (oldest + tail.count - 1) % tail.count }

    /// Adds an element; the one that falls out for it, if any.
    @discardableResult
    mutating func append(_ element: Element) -> Element? {
        if head.count < half {
            head.append(element)
        } else if tail.count < half {
            tail.append(element)
        } else {
            let victim = tail[oldest]
            tail[oldest] = element
            oldest = (oldest + 1) % half
            dropped += 1
            return victim
        }
        return nil
    }
}
