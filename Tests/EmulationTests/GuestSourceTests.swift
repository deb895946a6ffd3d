import ESP8266
import GuestABI
import Record
import TestSupport
import Testing

@testable import Emulation

/// What is read out of firmware with a vendor's SDK, of which only names and memory are there.
@Suite struct GuestSourceTests {
    private static let nowhere = try? ELFImage(bytes: TinyELF.bytes(code: TinyELF.endless, at: 0x4000_0080))

    private func board(_ words: [UInt32: UInt32] = [:]) throws -> Board {
        let board = try Board(
            configuration: BoardConfiguration(),
            rom: #require(Self.nowhere),
            flash: FlashContents(size: 1 << 20, pieces: []),
            link: NoNetwork()
        )
        for (address, word) in words { #expect(board.write(word.littleEndianBytes, at: address)) }
        return board
    }

    private func free(_ names: [String: UInt32], _ words: [UInt32: UInt32]) throws -> Int? {
        let board = try board(words)
        return FreeHeap.reader(ELFImage(entry: 0, names: names), board)()
    }

    @Test func `the regions of ESP8266_RTOS_SDK's heap add up, once they are known`() throws {
        let names: [String: UInt32] = ["g_heap_region": 0x3FFE_8100, "g_heap_region_num": 0x3FFE_8000]
        var words: [UInt32: UInt32] = [0x3FFE_8110: 1000, 0x3FFE_8128: 20_000]
        #expect(try free(names, words) == nil)
        words[0x3FFE_8000] = 2
        #expect(try free(names, words) == 21_000)
        words[0x3FFE_8000] = .max
        #expect(try free(names, words) == nil)
    }

    @Test func `esp-open-rtos has free what is above the break and what newlib got back`() throws {
        let names: [String: UInt32] = [
            "xPortSupervisorStackPointer": 0x3FFE_8000, "_heap_start": 0x3FFF_0000, "__malloc_free_list": 0x3FFE_8004,
            "heap_end.0": 0x3FFE_8008,
        ]
        var words: [UInt32: UInt32] = [0x3FFE_8000: 0x4000_0000]
        #expect(try free(names, words) == 0x1_0000)
        words[0x3FFE_8008] = 0x3FFF_2000
        words[0x3FFE_8004] = 0x3FFF_0100
        words[0x3FFF_0100] = 24
        words[0x3FFF_0104] = 0x3FFF_0200
        words[0x3FFF_0200] = 40
        #expect(try free(names, words) == 0xE000 + 64)
        // A list that bites its tail.
        words[0x3FFF_0204] = 0x3FFF_0100
        #expect(try free(names, words) != nil)
        words[0x3FFE_8008] = .max
        #expect(try free(names, words) == nil)
    }

    @Test func `the NONOS SDK keeps it in the variable that its function returns`() throws {
        // l32r a2, 0x40100000; l32i.n a2, a2, 0; ret.n
        let words: [UInt32: UInt32] = [
            0x4010_0000: 0x3FFE_8000, 0x4010_0004: 0x28FF_FF21, 0x4010_0008: 0x00F0_0D02, 0x3FFE_8000: 12_345,
        ]
        #expect(try free(["xPortGetFreeHeapSize": 0x4010_0004], words) == 12_345)
        #expect(try free(["xPortGetFreeHeapSize": 0x4010_0008], words) == nil)
        #expect(try free([:], words) == nil)
    }

    @Test func `the stack of a task that ended is measured before its memory is somebody else's`() throws {
        let stack: UInt32 = 0x3FFF_0000, task: UInt32 = 0x3FFF_1000
        let board = try board([task + 48: stack, task + 52: 0x0054_6975])
        #expect(board.write([UInt8](repeating: 0xA5, count: 300) + [1], at: stack))
        let source = StackSource(program: ELFImage(entry: 0, names: [:]), board: board, runsFreeRTOS: true)
        source.ran(task: task)
        source.ends(task: task)
        #expect(board.write([7], at: stack))
        #expect(source.measure() == [RunRecord.TaskStack(task: "uiT", size: nil, peak: nil, free: 300)])
        source.ends(task: task)
    }

    @Test func `the stack that an SDK starts on is its own only without FreeRTOS`() throws {
        for runsFreeRTOS in [false, true] {
            let board = try board()
            let source = StackSource(
                program: ELFImage(entry: 0, names: [:]),
                board: board,
                runsFreeRTOS: runsFreeRTOS
            )
            source.booted()
            #expect(board.write([7], at: 0x3FFF_FF00))
            let system = source.measure().first
            #expect(runsFreeRTOS ? system == nil : system?.task == "system" && (system?.peak ?? 0) >= 0x100)
        }
    }

    /// What a source tells of the soft watchdog, and when.
    private final class Log {
        var states: [SoftWatchdogState] = []
        var times: [Ticks] = []
    }

    @Test func `whose handler goes on at the second expiry was fed in between; who bites was not`() throws {
        let board = try board(), log = Log()
        let source = SDKSource(
            program: ELFImage(entry: 0, names: [:]),
            rom: try #require(Self.nowhere),
            leavesReason: false,
            runsFreeRTOS: false,
            board: board
        ) { event, at in
            guard case .softWatchdog(let state) = event else { return }
            log.states.append(state)
            log.times.append(at)
        }
        source.macTimerArmed(period: 100, isHandler: false, at: 0)
        for expiry: Ticks in [100, 200] {
            source.macTimerExpired(at: expiry)
            source.macTimerArmed(period: 100, isHandler: true, at: expiry)
        }
        #expect(log.states == [.armed, .fed] && log.times == [0, 100])
        source.macTimerArmed(period: 100, isHandler: false, at: 250)
        source.macTimerExpired(at: 350)
        source.macTimerArmed(period: 100, isHandler: true, at: 350)
        #expect(log.states == [.armed, .fed, .fed] && log.times.last == 250)
        source.macTimerExpired(at: 450)
        #expect(log.states.count == 3)
    }
}
