import ESP8266
import GuestABI
import Record

extension RunRecorder {
    /// Takes note of what happened in the guest at `ticks`.
    func take(_ event: GuestEvent, at ticks: Ticks) {
        switch event {
        case .handshake(let progress): entered(progress, at: ticks)
        case .handshakeReturned(let error):
            handshake.finish(error, at: ticks, cycles: cycles, avoidable: avoidable)
        case .handshakeFailed(let reason): failed(reason, at: ticks)
        case .cipherSuite(let suite): handshake.negotiated(ciphersuite: suite)
        case .curve(let curve): handshake.negotiated(curve: curve)
        case .serviced: serviced(at: ticks)
        case .rested:
            stalls.rested(at: ticks, symbols: &symbols)
            trips.serviced(at: ticks)
            if !wantsSamples { onResting?() }
        case .delayed(let work, let since): stalls.delayed(work, since: since, at: ticks)
        case .softWatchdog(let state): softWatchdog(state, at: ticks)
        case .softWatchdogTimeout(let timeout): soft.timeout = timeout
        case .application(let state): application(state, at: ticks)
        case .applicationFailed(let code):
            timeline.leave(.boot, Phase.sdk, for: nil, at: ticks)
            timeline.enter(.application, Phase.failed(code: code), at: ticks)
        case .resetReason(let reason):
            if !record.boots.isEmpty { record.boots[record.boots.count - 1].sdkReason = reason }
        case .restartReason(let reason): nextReason = reason
        case .exception(let exception):
            exceptions.add(exception, at: ticks, core: board?.core)
            onEvent?(.exception(cause: exception.cause, pc: exception.pc, at: ticks))
        case .stack(let base, let bytes): stack.found(base: base, bytes: bytes)
        case .secondStack(let base, let bytes): secondStack.found(base: base, bytes: bytes)
        case .stackOverflow: stack.ranOver()
        case .heapFree(let bytes):
            heap.take(event)
            timeline.heap(free: bytes, at: ticks)
        case .heapLargestBlock(let bytes):
            heap.take(event)
            timeline.heap(largest: bytes, at: ticks)
        case .heapCapacity: heap.take(event)
        case .allocationFailed(let bytes):
            heap.take(event)
            debugger?.happened(.allocationFailed(bytes))
        }
    }

    private func entered(_ progress: HandshakeProgress, at ticks: Ticks) {
        handshake.enter(progress, at: ticks, cycles: cycles, avoidable: avoidable)
        timeline.enter(.tls, handshake.stateName, at: ticks)
        if progress == .complete, source != nil { reach(.handshake) }
        guard progress.state != nil else { return }
        let before = Phase.application(.tcpConnecting)
        timeline.leave(.application, before, for: Phase.application(.tlsHandshake), at: ticks)
    }

    private func failed(_ reason: String, at ticks: Ticks) {
        handshake.fail(reason, at: ticks, cycles: cycles, avoidable: avoidable)
        timeline.enter(.tls, nil, at: ticks)
    }

    private func serviced(at ticks: Ticks) {
        if !wantsSamples { onMeasuring?(ticks) }
        stalls.serviced(at: ticks, symbols: &symbols)
        trips.serviced(at: ticks)
        guard endsAfterTrip, !trips.result.isEmpty else { return }
        isBeyondTrip = true
        board?.stop()
    }

    private func application(_ state: AppState, at ticks: Ticks) {
        timeline.leave(.boot, Phase.sdk, for: nil, at: ticks)
        timeline.enter(.application, Phase.application(state), at: ticks)
        switch state {
        case .mqttConnected:
            record.connected = true
            reach(.connected)
        case .tlsUp: reach(.handshake)
        case .subscribed: record.mqtt.subscribed = true
        case .published:
            record.mqtt.published += 1
            reach(.published)
        case .wifiConnecting, .wifiUp, .tcpConnecting, .tlsHandshake: break
        }
    }

    private func softWatchdog(_ state: SoftWatchdogState, at ticks: Ticks) {
        switch state {
        case .stopped: soft.stopped(at: ticks)
        case .fed, .armed:
            soft.fed(at: ticks)
            timeline.fed(.soft, at: ticks)
            debugger?.happened(.fed("soft"))
        case .bite:
            debugger?.happened(.watchdog("soft"))
            noteBite(.soft, at: ticks)
            soft.bit(at: ticks, state: handshake.stateName, where: currentChain())
        case .firstExpiry: break
        }
    }
}
