namespace Messenger.Rudp.Congestion.Bbr;

// The cycle Down, Cruise, Refill, Up (draft section 4.3.3): mostly as fast as the path, now and then a question whether there is more.
internal sealed partial class Bbr
{
    // RUDP-BBR-5, draft section 4.3.3.5: at least as often as Reno would need to fill the pipe again, and not in step with other flows.
    private const int MaxRoundsBetweenProbes = 63;
    private static readonly Duration LongestProbeWait = Duration.FromSeconds(2), ShortestProbeWait = Duration.FromMilliseconds(400);

    // A probe that found more is followed by the next one soon: start-up may have ended too early, or somebody left.
    private const double WorthMore = 1.05;

    // The queue of a probe is a quarter of it: 15 ms, which is what a word beside the transfer has to wait.
    private static readonly Duration LongestPress = Duration.FromMilliseconds(60);

    private Duration _probeWait = ShortestProbeWait;
    private Duration _cycleLength;
    private long _cycleRounds;
    private Timestamp _cycleSince;
    private long _upRate;
    private long _rateBeforeUp;
    private int _upRounds;
    private int _raises;
    private bool _isBounded;
    private bool _stands, _stoodBefore;
    private Timestamp _pressSince;
    private Duration _upLevel;
    private long _refillRound;

    private void BeginDown(Timestamp now)
    {
        Enter(BbrPhase.Down, now);
        _cycleSince = now;
        _cycleRounds = _rounds;
        _queueRounds = 0;
        // Spread over a second by something that differs between flows and is the same in every run.
        long spread = _probeWait.Nanoseconds / 2;
        _cycleLength = _probeWait + new Duration((long)((ulong)((_maxRate.Value * 2_654_435_761) + now.Nanoseconds) % (ulong)spread));
        _maxRate.NextCycle();
    }

    private void AdvanceProbeBandwidth(in AckSample sample)
    {
        Timestamp now = sample.Now;
        switch (_phase)
        {
            case BbrPhase.Down:
                if (IsTimeToProbe(sample))
                    BeginRefill(now);
                else if (now - _phaseSince > _minRtt.Value && sample.InFlight <= Math.Min(Inflight(1), Scale(_bounds.InflightLongTerm, Headroom)))
                    Enter(BbrPhase.Cruise, now);
                break;
            case BbrPhase.Cruise:
                if (IsTimeToProbe(sample))
                    BeginRefill(now);
                break;
            case BbrPhase.Refill:
                if (_rounds > _refillRound)
                    BeginUp(now);
                break;
            case BbrPhase.Up:
                RaiseInflightLongTerm(sample);
                // The queue that it takes to know is there: no more bandwidth to be found.
                if (now - _phaseSince > _minRtt.Value && _queue.IsSeen && _queue.Level > _upLevel + QueueSign.Rise(_minRtt.Value))
                    EndUp(now);
                break;
        }
    }

    private bool IsTimeToProbe(in AckSample sample)
    {
        long renoRounds = Math.Clamp(Math.Min(Inflight(1), _window) / datagramSize, 4, MaxRoundsBetweenProbes);
        return sample.Now - _cycleSince > _cycleLength || _rounds - _cycleRounds > renoRounds;
    }

    private void BeginRefill(Timestamp now)
    {
        Enter(BbrPhase.Refill, now);
        _refillRound = _rounds + 1;
        // What was learnt in short terms is put to the test.
        _bounds.RateShortTerm = _bounds.InflightShortTerm = long.MaxValue;
    }

    private void BeginUp(Timestamp now)
    {
        Enter(BbrPhase.Up, now);
        _upRate = _rateBeforeUp = _maxRate.Value;
        _upRounds = _raises = 0;
        _isBounded = false;
        _upLevel = _queue.Level;
        (_stoodBefore, _stands) = (_stands, _queue.IsSeen);
        _pressSince = now;
        _upMostRate = 0;
    }

    /// <summary>
    /// What a probe sends beyond its share of what the flow has: twice as much each round until the queue has grown. So flows that share a queue ask for
    /// equally many bytes, whatever each has, and the small ones catch up.
    /// </summary>
    private long UpExtra => _phase == BbrPhase.Up ? UpStep(_raises) - UpStep(0) : 0;

    /// <summary>A flow that is alone has pressed for long enough, and does not know yet what came of it: more would only make the queue longer.</summary>
    private bool AwaitsVerdict(Timestamp now) =>
        _isAlone && !_stands && _maxRate.Value <= _upRate * WorthMore && now - _pressSince > Duration.Min(_minRtt.Value, LongestPress);

    private void EndUp(Timestamp now, bool overflowed = false)
    {
        bool worth = !overflowed && _maxRate.Value > _rateBeforeUp * (_queue.IsSeen ? UpPacingGain : WorthMore);
        _probeWait = worth ? ShortestProbeWait : Duration.Min(_probeWait * 2, LongestProbeWait);
        JudgeCompany(overflowed);
        BeginDown(now);
        // RUDP-BBR-6: somebody else's queue, or one of an estimate too high: room is made for who has less.
        if (_stands)
            _bounds.RateShortTerm = Math.Min(_bounds.RateShortTerm, (long)(_maxRate.Value * (_stoodBefore ? YieldToOthers : YieldToDoubt)));
    }

    private void EndRoundOfUp(Timestamp now)
    {
        _upRounds++;
        _raises++;
        if (_isBounded)
            _upRounds = 0;
        _isBounded = false;
        if (_loss.IsExcess)
        {
            StopProbing();
            return;
        }

        if (_maxRate.Value > _upRate * WorthMore)
        {
            _upRate = _maxRate.Value;
            _upRounds = 0;
            _pressSince = now;
        }
        else if (_upRounds >= 2)
        {
            EndUp(_roundSince);
        }
    }

    private long UpStep(int raises) => datagramSize * 8L << Math.Min(raises, 20);

    // A probe may raise its own ceiling, faster with every round in which nothing speaks against it, and each flow's by equally many bytes.
    private void RaiseInflightLongTerm(in AckSample sample)
    {
        if (_bounds.InflightLongTerm == long.MaxValue || sample.PriorInFlight < _bounds.InflightLongTerm - (2L * datagramSize))
            return;
        _isBounded = true;
        _bounds.InflightLongTerm += sample.AckedBytes * UpStep(_raises) / Math.Max(1, sample.PriorInFlight);
    }

    private void OnLostWhileUp(in LossSample loss)
    {
        if (_phase != BbrPhase.Up)
            return;
        long lost = loss.TotalLost - loss.LostAtSend;
        if (lost > 8L * datagramSize && lost > _loss.Limit(loss.InFlightAtSend) * loss.InFlightAtSend)
        {
            _bounds.InflightLongTerm = Math.Max(loss.InFlightAtSend - lost, Floor);
            EndUp(loss.Now, overflowed: true);
        }
    }

    private void StopProbing()
    {
        _bounds.InflightLongTerm = Math.Max(_latestInflight, Floor);
        EndUp(_roundSince, overflowed: true);
    }

    // Draft section 4.4.3: what came through in the last round, but never less than Beta of what was the bound.
    private void LowerBounds()
    {
        long rate = _bounds.RateShortTerm == long.MaxValue ? _maxRate.Value : _bounds.RateShortTerm;
        long inflight = _bounds.InflightShortTerm == long.MaxValue ? _window : _bounds.InflightShortTerm;
        _bounds.RateShortTerm = Math.Max(_latestRate, (long)(rate * Beta));
        _bounds.InflightShortTerm = Math.Max(_latestInflight, (long)(inflight * Beta));
    }
}
