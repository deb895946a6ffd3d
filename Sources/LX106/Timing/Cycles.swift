/// A count of CPU cycles since power-on, at whatever clock the CPU ran.
public typealias Cycles = UInt64
