/// What a run could see of firmware. That of the tool's own tells everything; in a user's own some is not to be found.
extension RunRecord {
    /// Whether turns of a scheduler were seen, between which stalls are.
    public var knowsStalls: Bool { firmware.map { $0.scheduler != nil } ?? true }
    /// Whether the heap was watched.
    public var knowsHeap: Bool { firmware == nil || heap.capacity > 0 }
    /// Whether the size of the heap's largest free block was.
    public var knowsLargestBlock: Bool { firmware == nil }
    /// Whether the stack of the one task of the tool's own firmware was watched; a user's tasks are in `stacks`.
    public var knowsStack: Bool { firmware == nil || stack.size > 0 }
    /// Whether a TLS handshake, or its absence, is worth a word: the tool's own firmware is made for one.
    public var tellsOfHandshake: Bool { firmware == nil || handshake.attempts > 0 }
    /// Whether an MQTT session, or its absence, is.
    public var tellsOfMQTT: Bool { firmware == nil || connected }

    /// Whether the value of `metric` means something.
    func knows(_ metric: Metric) -> Bool {
        switch metric {
        case .handshakeCycles, .handshake: tellsOfHandshake
        case .longestStall, .wholeStall: knowsStalls
        case .heapPeak: knowsHeap
        case .stackPeak: knowsStack
        case .softGap, .hardGap, .trips, .boots, .cacheMisses, .instructions, .cycles, .duration: true
        }
    }
}
