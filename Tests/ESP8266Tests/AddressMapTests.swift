import Foundation
import Testing

@testable import ESP8266

/// The tables of the board's wiring are complete and consistent.
@Suite struct AddressMapTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/ESP8266")

    /// Names of the classes in Sources/ESP8266 that are declared to be peripherals.
    private func declaredPeripherals() throws -> [String] {
        let files = try #require(FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
        var names: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /class (\w+): ([\w, ]+) \{/)
            where match.2.split(separator: ", ").contains("Peripheral") {
                names.append(String(match.1))
            }
        }
        return names
    }

    @Test func `every peripheral is in the address map`() throws {
        let board = try TestBoard().board
        let mapped = Set(AddressMap.blocks.compactMap { $0.make?(board) }.map { "\(type(of: $0))" })
        let declared = try declaredPeripherals()
        #expect(declared.count > 10)
        for name in declared {
            #expect(mapped.contains(name), "\(name) is a peripheral without an entry in AddressMap.blocks")
        }
    }

    @Test func `blocks are ordered, have names of their own and share no page`() {
        let blocks = AddressMap.blocks
        #expect(Set(blocks.map(\.name)).count == blocks.count)
        for block in blocks {
            #expect(block.base % AddressMap.pageSize == 0 && block.size % AddressMap.pageSize == 0, "\(block.name)")
            #expect(block.size > 0, "\(block.name)")
        }
        for (block, next) in zip(blocks, blocks.dropFirst()) {
            #expect(block.base + block.size <= next.base, "\(block.name) reaches into \(next.name)")
        }
    }

    @Test func `every block can be reached`() throws {
        for block in AddressMap.blocks where block.make != nil {
            let board = try TestBoard()
            for address in [block.base, block.base + block.size - 4] {
                #expect(board.perform(.l32i, at: address).cause == nil, "\(block.name)")
            }
        }
    }

    @Test(arguments: InterruptSource.allCases)
    func `every interrupt source is wired once`(source: InterruptSource) {
        #expect(InterruptInput.table.filter { $0.source == source }.count == 1, "\(source)")
    }

    @Test func `a register without a model has the name of its block`() {
        #expect(Board.registerName(0x3FF2_0C20) == "WDEV+0xC20")
        #expect(Board.registerName(0x6000_0B10) == "SLC+0x10")
        #expect(Board.registerName(0x6000_0500) == "0x60000500")
    }

    @Test func `a register without a model keeps its value until a reset and says who touches it how`() throws {
        let board = try TestBoard()
        let slc: UInt32 = 0x6000_0B00
        #expect(board[slc] == 0)
        board[slc] = 0x1234_5678
        #expect(board[slc] == 0x1234_5678)
        #expect(board.unknown == [slc, slc, slc])
        #expect(board.unknownStores == [false, true, false])
        board[0x6000_0700] = 1 << 31
        #expect(board[slc] == 0)
    }
}
