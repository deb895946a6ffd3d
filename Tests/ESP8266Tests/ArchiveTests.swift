import TestSupport
import Testing

@testable import ESP8266

@Suite struct ArchiveTests {
    @Test func `members are read with short and long names`() throws {
        let members: [(name: String, bytes: [UInt8])] = [
            ("a.o", [1, 2, 3]), ("a_name_of_more_than_16.o", [4]), ("another_long_name.o", []), ("b.o", [5, 6]),
        ]
        let archive = try Archive(bytes: TinyArchive.bytes(members))
        #expect(archive.members.map(\.name) == members.map(\.name))
        #expect(archive.members.map(\.bytes) == members.map(\.bytes))
        #expect(try Archive(bytes: TinyArchive.bytes([])).members.isEmpty)
    }

    @Test func `indices are no members, and BSD's names stand in front of the content`() throws {
        let bytes =
            Array("!<arch>\n".utf8) + TinyArchive.member("/", [0, 0, 0, 0])
            + TinyArchive.member("#1/8", Array("long.o\0\0".utf8) + [7]) + TinyArchive.member("plain.o", [8])
            + TinyArchive.member("#1/12", Array("__.SYMDEF\0\0\0".utf8))
        let archive = try Archive(bytes: bytes)
        #expect(archive.members == [.init(name: "long.o", bytes: [7]), .init(name: "plain.o", bytes: [8])])
    }

    @Test func `what is no archive is refused`() {
        let whole = TinyArchive.bytes([("a.o", [1, 2, 3, 4])])
        func error(_ bytes: [UInt8]) -> ArchiveError? {
            do {
                _ = try Archive(bytes: bytes)
                return nil
            } catch {
                return error
            }
        }
        #expect(error([]) == .notAnArchive && error(Array("hello".utf8)) == .notAnArchive)
        #expect(error(Array("!<thin>\n".utf8)) == .thin)
        #expect(error(Array(whole.prefix(40))) == .badMember(offset: 8))
        #expect(error(Array(whole.dropLast())) == .truncated(member: "a.o/"))
        for size in ["-1", "+4 x", "9999999999"] {
            var changed = whole
            changed.replaceSubrange(56..<66, with: Array((size + "          ").utf8.prefix(10)))
            #expect(error(changed) != nil, "\(size)")
        }
    }

    @Test func `every truncation and every changed byte is survived`() {
        let whole = TinyArchive.bytes([("a.o", [1, 2, 3]), ("a_name_of_more_than_16.o", [4])])
        for length in 0..<whole.count { _ = try? Archive(bytes: Array(whole.prefix(length))) }
        for index in whole.indices {
            for value: UInt8 in [0, 0x20, 0x2F, 0x39, 0xFF] {
                var changed = whole
                changed[index] = value
                _ = try? Archive(bytes: changed)
            }
        }
    }
}
