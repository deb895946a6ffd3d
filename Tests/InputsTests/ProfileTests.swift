import TestSupport
import Testing

@testable import Inputs
@testable import Record

@Suite struct ProfileTests {
    private let minimal = "sdk: {name: x, log_style: nonos, tls_build: nonos, feeding: idle}\n"

    private func error(_ text: String) -> String {
        do {
            _ = try Profile(yaml: text, file: "p.yml")
            return "none"
        } catch {
            return error.description
        }
    }

    @Test func `a minimal profile keeps the values of the chip`() throws {
        let profile = try Profile(yaml: minimal, file: "dir/p.yml")
        #expect(profile.name == "p")
        #expect(profile.clockMHz == 80)
        #expect(!profile.soft.isEnabled)
    }

    @Test func `an image is called after application, library, build and variant`() throws {
        let usual = try Profile(yaml: minimal, file: "p.yml").sdk
        #expect(usual.imageFile(variant: nil) == "aws_iot-mbedtls-nonos.elf")
        #expect(usual.imageFile(variant: "window6-table") == "aws_iot-mbedtls-nonos+window6-table.elf")
        let keys = "application: clock, tls_library: axtls, "
        let other = try Profile(yaml: minimal.replacing("name: x, ", with: "name: x, \(keys)"), file: "p.yml").sdk
        #expect(other.imageFile(variant: nil) == "clock-axtls-nonos.elf")
    }

    @Test func `the hardware watchdog of NONOS bites after 8.389 s`() {
        #expect(Profile.HardWatchdog(stage0: 11, stage1: 13).timeout == Seconds(microseconds: 8_388_607))
        #expect(
            Profile.HardWatchdog(stage0: 15, stage1: 11, interrupt: .panic).timeout
                == Seconds(microseconds: 26_843_545)
        )
    }

    @Test func `an unknown key is refused with its line and the nearest known one`() {
        #expect(error(minimal + "clock_mzh: 80\n") == "p.yml:2: unknown key 'clock_mzh'; did you mean 'clock_mhz'?")
        #expect(
            error(minimal + "flash:\n  mode: qio\n  speed: 3\n")
                == "p.yml:4: unknown key 'flash.speed'; allowed: mode, mhz"
        )
    }

    @Test(arguments: [
        ("clock_mhz: 100\n", "p.yml:2: key 'clock_mhz': must be 80 or 160"),
        ("heap_bytes: many\n", "p.yml:2: key 'heap_bytes': 'many' is not a whole number from 1024 to 81920"),
        ("flash: {mode: octo}\n", "p.yml:2: key 'flash.mode': 'octo' is not one of qio, qout, dio, dout"),
        ("flash: [1]\n", "p.yml:2: 'flash' must be a mapping"),
        ("heap_bytes: 9000\nheap_bytes: 9000\n", "p.yml:3: key 'heap_bytes' is given twice"),
        ("\nclock_mhz: 80\n\n# again\nclock_mhz: 80\n", "p.yml:6: key 'clock_mhz' is given twice"),
        ("flash:\n  mhz: 40\n  mode: qio\n  mhz: 80\nheap_bytes: 9000\n", "p.yml:5: key 'mhz' is given twice"),
        ("flash: {mhz: 40, mhz: 80}\n", "p.yml:2: key 'mhz' is given twice"),
    ])
    func `a bad value names file, line and key`(text: String, message: String) {
        #expect(error(minimal + text) == message)
    }

    @Test func `malformed YAML names the line`() {
        #expect(error("a: [1,\nb: }\n").hasPrefix("p.yml:"))
        #expect(error("").hasPrefix("p.yml:1: is empty"))
        #expect(error("just text\n").contains("must be a mapping"))
    }

    @Test func `a missing SDK name is named`() {
        #expect(error("clock_mhz: 80\n") == "p.yml: key 'sdk.name' is missing")
    }

    @Test(arguments: [
        "nodemcu-nonos-2.2", "nodemcu-nonos-3.0.5", "arduino-2.7", "arduino-3.1-bearssl", "esp-open-rtos",
        "rtos-sdk-3.4",
        "mongoose-os",
    ])
    func `every committed profile reads`(name: String) throws {
        let locator = Locator(current: packageRoot, executable: "/nowhere/vesp")
        #expect(try locator.profile(name).name == name)
        #expect(locator.profileNames().contains(name))
    }

    @Test func `an unknown profile is answered with the nearest name`() {
        let locator = Locator(current: packageRoot, executable: "/nowhere/vesp")
        #expect(throws: EmulationError.notFound("no profile 'esp-open-rtso'; did you mean 'esp-open-rtos'?")) {
            try locator.profile("esp-open-rtso")
        }
    }
}
