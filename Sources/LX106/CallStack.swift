/// One entry of the shadow call stack the core keeps from CALL0/CALLX0 and RET.
struct CallFrame {
    static let capacity = 512

    /// Where the callee will return to; for an interrupted context the interrupted address.
    var returnAddress: UInt32 = 0
    /// a1 at the call.
    var stackPointer: UInt32 = 0
    /// Whether this marks the entry of an exception or interrupt handler.
    var isHandler = false
}

extension Core {
    /// Code addresses of the running call chain, innermost first: the current `pc`, then the call sites.
    ///
    /// Frames of interrupt and exception handlers are left out: the chain starts at the interrupted instruction.
    public func callStack(limit: Int = 64) -> [UInt32] {
        var top = frameCount
        var chain = [pc]
        if let outermost = (0..<frameCount).first(where: { frames[$0].isHandler }) {
            top = outermost
            chain = [frames[outermost].returnAddress]
        }
        while top > 0 && chain.count < limit {
            top -= 1
            if frames[top].isHandler { continue }
            chain.append(frames[top].returnAddress &- 3)
        }
        return chain
    }

    @inline(__always)
    func pushFrame(returningTo address: UInt32) {
        let sp = a[1]
        // Frames of functions left by longjmp or a tail jump have a lower stack pointer than the caller.
        while frameCount > 0, !frames[frameCount - 1].isHandler, frames[frameCount - 1].stackPointer < sp {
            frameCount -= 1
        }
        if frameCount == CallFrame.capacity { dropOldestFrames() }
        frames[frameCount] = CallFrame(returnAddress: address, stackPointer: sp)
        frameCount += 1
    }

    @inline(__always)
    func popFrame(returningTo address: UInt32) {
        if frameCount > 0, frames[frameCount - 1].returnAddress == address {
            frameCount -= 1
        } else {
            unwind(to: address)
        }
    }

    @inline(never)
    private func unwind(to address: UInt32) {
        var index = frameCount
        while index > 0 {
            index -= 1
            if frames[index].isHandler { return }
            if frames[index].returnAddress == address {
                frameCount = index
                return
            }
        }
    }

    @inline(never)
    private func dropOldestFrames() {
        let kept = CallFrame.capacity / 2
        for index in 0..<kept { frames[index] = frames[CallFrame.capacity - kept + index] }
        frameCount = kept
    }

    func pushHandler(interrupting address: UInt32) {
        if frameCount == CallFrame.capacity { dropOldestFrames() }
        frames[frameCount] = CallFrame(returnAddress: address, stackPointer: a[1], isHandler: true)
        frameCount += 1
    }

    func popHandler() {
        var index = frameCount
        while index > 0 {
            index -= 1
            if frames[index].isHandler {
                frameCount = index
                return
            }
        }
    }
}
