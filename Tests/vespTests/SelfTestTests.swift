import Foundation
import Testing

/// mbedTLS' own tests, executed as LX106 code by two engines.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct SelfTestTests {
    @Test(arguments: ["selftest", "crypto-bench"])
    func `a bare program prints the same here and under QEMU`(name: String) throws {
        let image = "\(Tool.firmware)/\(name).elf"
        let here = try Tool.run(["exec", image])
        #expect(here.code == 0, "\(here.errors)")

        let qemu = Process()
        qemu.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        qemu.arguments = [
            "qemu-system-xtensa", "-M", "sim", "-cpu", "lx106", "-m", "4M", "-semihosting", "-nographic", "-monitor",
            "none", "-serial", "none", "-kernel", image,
        ]
        let output = Pipe()
        qemu.standardOutput = output
        qemu.standardInput = FileHandle.nullDevice
        try qemu.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        qemu.waitUntilExit()
        #expect(qemu.terminationStatus == 0, "qemu-system-xtensa failed; is qemu-system-misc installed?")
        #expect(here.output == String(decoding: bytes, as: UTF8.self))
        #expect(!here.output.isEmpty)
    }
}
