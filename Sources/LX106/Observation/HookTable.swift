/// What becomes of a function whose entry called a replacing hook.
public enum HookAction: Sendable, Equatable {
    /// The guest's own code executes, as if there were no hook.
    case proceed
    /// None of it executes: the core goes back to a0, `cost` CPU cycles later. At least one cycle is charged, so that
    /// time passes whatever the guest does. The hook has put the result into a2 and, where it is wider, into a3…a5.
    case `return`(cost: Cycles)
}

/// Names one hook, for `Core.remove(_:)`.
public struct Hook: Sendable, Hashable {
    let address: UInt32
    fileprivate let number: UInt64
}

/// The hooks of a core, by address.
struct HookTable {
    private struct Entry {
        let number: UInt64
        let replaces: Bool
        let repeated: ((Core, Repetition) -> Void)?
        let body: (Core) -> HookAction
    }

    private var entries: [UInt32: [Entry]] = [:]
    private var count: UInt64 = 0

    /// Adds a hook behind those of its kind; hooks that only watch come first.
    mutating func add(
        at address: UInt32,
        replaces: Bool,
        repeated: ((Core, Repetition) -> Void)?,
        _ body: @escaping (Core) -> HookAction
    ) -> Hook {
        count += 1
        var hooks = entries[address] ?? []
        let place = replaces ? hooks.endIndex : hooks.firstIndex(where: \.replaces) ?? hooks.endIndex
        hooks.insert(Entry(number: count, replaces: replaces, repeated: repeated, body: body), at: place)
        entries[address] = hooks
        return Hook(address: address, number: count)
    }

    mutating func remove(_ hook: Hook) {
        entries[hook.address]?.removeAll { $0.number == hook.number }
        if entries[hook.address]?.isEmpty == true { entries[hook.address] = nil }
    }

    func contains(_ address: UInt32) -> Bool { entries[address] != nil }

    /// Whether every hook at `address` can be told of its calls afterwards.
    func areRepeatable(at address: UInt32) -> Bool { entries[address]?.allSatisfy { $0.repeated != nil } ?? true }

    /// Tells the hooks at `address` of calls that they did not get.
    func repeatCall(at address: UInt32, _ core: Core, _ repetition: Repetition) {
        for entry in entries[address] ?? [] { entry.repeated?(core, repetition) }
    }

    /// Calls the hooks at `address` in their order, up to the first that replaces.
    func call(at address: UInt32, _ core: Core) -> HookAction {
        for entry in entries[address] ?? [] {
            let action = entry.body(core)
            if action != .proceed { return action }
        }
        return .proceed
    }
}
