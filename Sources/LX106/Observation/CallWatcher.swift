/// Is told of the calls of some functions, while the registers are those of the call or of the return.
public protocol CallWatcher: AnyObject {
    /// `function` begins, called by the stack that node `caller` of the profiler stands for.
    func called(_ function: UInt32, by caller: Int, at now: Cycles)
    /// The latest call that has not returned yet returns.
    func returned(at now: Cycles)
    /// The core was reset.
    func restarted(at now: Cycles)
}
