extension RunRecord {
    /// Work that a device did late or not at all: what its antenna, the network and the tasks of its SDK showed.
    public struct Delayed: Sendable, Equatable, Codable {
        /// Beacons that the MAC had no room for.
        public var beaconsMissed = 0
        /// Other frames that the MAC had no room for, and that did not come again.
        public var framesMissed = 0
        /// Times a frame was sent again, as the MAC had no room for it.
        public var framesAgain = 0
        /// TCP segments that reached the device again, as it had not acknowledged them.
        public var segmentsAgain = 0
        /// TCP segments that the device sent again, although their acknowledgement had reached it.
        public var ownSegmentsAgain = 0
        /// Requests of DHCP, DNS and ARP that the device made again, although the answer had reached it.
        public var requestsAgain = 0
        /// Requests of ARP and ICMP that the device answered after 20 ms or more.
        public var lateAnswers = 0
        /// Messages of a handshake of WPA that were sent again, as the device did not answer.
        public var eapolAgain = 0
        /// Times the access point sent the device away, as it did not answer these.
        public var sentAway = 0
        /// Times a client of MQTT was silent for longer than it had promised; known of what is not encrypted.
        public var lateKeepAlives = 0
        /// Events that waited for tasks of the SDK for 20 ms or more.
        public var taskEvents = 0
        /// How long one of them waited at most; null when none did.
        @Nullable public var longestTaskWait: Seconds?

        package init() {}

        enum CodingKeys: String, CodingKey {
            case beaconsMissed = "beacons_missed"
            case framesMissed = "frames_missed"
            case framesAgain = "frames_again"
            case segmentsAgain = "segments_again"
            case ownSegmentsAgain = "own_segments_again"
            case requestsAgain = "requests_again"
            case lateAnswers = "late_answers"
            case eapolAgain = "eapol_again"
            case sentAway = "sent_away"
            case lateKeepAlives = "late_keep_alives"
            case taskEvents = "task_events"
            case longestTaskWait = "longest_task_wait_s"
        }
    }
}
