using System.Globalization;

namespace McpGateway.Contracts.Audit;

/// <summary>
/// Judges whether events of the audit are as they were written: none changed, none missing in between, none cut off at the end. Takes first
/// what was said about the streams, then the events of each stream by number; needs neither a store nor a gateway.
/// </summary>
/// <param name="trustedKeys">Ids of the keys whose statements count; null for any, which the report then names.</param>
/// <param name="isComplete">
/// Whether all events must be there. In an excerpt, made with a filter, each event is judged by its own hash, and by the statements about
/// it.
/// </param>
public sealed class AuditVerifier(IReadOnlySet<string>? trustedKeys, bool isComplete = true)
{
    /// <summary>Findings beyond these are counted and not kept.</summary>
    private const int MaxFindings = 1_000;

    private readonly SortedDictionary<string, StreamState> _streams = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<AuditFinding> _findings = [];
    private long _found;

    /// <summary>A signed statement about a stream, as it was stored.</summary>
    public void AddStatement(string jws)
    {
        if (AuditStatement.Read(jws) is not { } statement)
        {
            Find("", null, "A signed statement was changed: its signature does not fit.");
            return;
        }

        if (trustedKeys is not null && !trustedKeys.Contains(statement.KeyId))
        {
            Find(statement.Stream, statement.Number, $"A statement is signed with the key {statement.KeyId}, which is not a trusted one.");
            return;
        }

        _keys.Add(statement.KeyId);
        var stream = Of(statement.Stream);
        stream.Expect(statement.Number, new(statement.Hash, statement.At, IsSigned: true));
        stream.Statements++;
        if (statement.Kind == AuditStatement.Retention)
        {
            stream.RemovedTo = Math.Max(stream.RemovedTo, statement.Number);
        }
    }

    /// <summary>How far the stream went when its events began to be read, by the store that holds it.</summary>
    public void AddHead(string stream, long number, string hash)
    {
        if (number > 0)
        {
            Of(stream).Expect(number, new(hash, null, IsSigned: false));
        }
    }

    /// <summary>Only what comes after an event is judged, of which the hash is known.</summary>
    public void BeginAfter(string stream, long number, string hash)
    {
        var state = Of(stream);
        state.Expect(number, new(hash, null, IsSigned: false));
        state.RemovedTo = number;
    }

    /// <param name="stream">Where the event was found.</param>
    /// <param name="number">Under which number.</param>
    /// <param name="hash">The hash that is kept beside it.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="isConsistent">Whether what a store keeps beside it for searching says what it says.</param>
    public void AddEvent(string stream, long number, string hash, ReadOnlySpan<byte> body, bool isConsistent = true)
    {
        var state = Of(stream);
        var actual = AuditChain.HashOf(body);
        var link = AuditChain.ReadLink(body);
        if (isComplete && !state.MayCome(number))
        {
            Missing(stream, state.Expected, number - 1);
        }

        if (!isConsistent || actual != hash || link is null || link.Number != number || link.Stream != stream)
        {
            Find(stream, number, $"Event {Text(number)} was changed.");
        }
        else if (state.IsBrokenAt(number, link.Previous))
        {
            Find(stream, number, $"Event {Text(number)} does not follow the event before it: one of the two was replaced.");
        }
        else if (number == 1 && link.Previous != AuditChain.Start)
        {
            Find(stream, number, "Event 1 names an event before it: it was replaced.");
        }
        else if (state.ExpectedAt(number) is { } expected && expected.Hash != actual)
        {
            Find(stream, number, expected.IsSigned
                ? $"Event {Text(number)} is not the one that was signed at {Text(expected.At)}: it or events before it were replaced."
                : $"Event {Text(number)} is not the one that the stream ended with.");
        }

        state.Take(number, actual, hash);
    }

    /// <summary>A line of an export that is nothing that an export has.</summary>
    public void AddUnreadable() => Find("", null, "A line of the export is not readable: it was changed or cut off.");

    /// <summary>Once everything was taken.</summary>
    public AuditReport Finish()
    {
        foreach (var (name, state) in _streams)
        {
            var newest = state.Newest;
            var last = Math.Max(state.Last, state.RemovedTo);
            if (isComplete && newest > last)
            {
                Find(name, last + 1, state.ExpectedAt(newest) is { IsSigned: true, At: var at }
                    ? $"{Range(last + 1, newest)} missing at the end: they were signed at {Text(at)}."
                    : $"{Range(last + 1, newest)} missing at the end.");
            }
        }

        return new(
            _found == 0, [.. _streams.Select(static pair => pair.Value.ToReport(pair.Key))], [.. _keys], _findings, _found, isComplete);
    }

    private static string Range(long from, long to) =>
        from == to ? $"Event {Text(from)} is" : $"The events {Text(from)} to {Text(to)} are";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private void Missing(string stream, long from, long to) =>
        Find(stream, from, to < from
            ? $"Event {Text(to + 1)} stands where event {Text(from)} must."
            : $"{Range(from, to)} missing.");

    private void Find(string stream, long? number, string problem)
    {
        if (++_found <= MaxFindings)
        {
            _findings.Add(new(stream, number, problem));
        }
    }

    private StreamState Of(string stream)
    {
        if (!_streams.TryGetValue(stream, out var state))
        {
            _streams.Add(stream, state = new());
        }

        return state;
    }

    private readonly record struct Expectation(string Hash, DateTimeOffset? At, bool IsSigned);

    private sealed class StreamState
    {
        private readonly SortedDictionary<long, Expectation> _expected = [];
        private long _count;
        private long? _first;
        private string? _hash;
        private string? _storedHash;

        public long RemovedTo { get; set; }

        public long Statements { get; set; }

        public long Last { get; private set; }

        public long Newest => _expected.Count == 0 ? 0 : _expected.Keys.Last();

        /// <summary>The number that must come next.</summary>
        public long Expected => (_first is null ? RemovedTo : Last) + 1;

        /// <summary>The first event may be one that retention had not come to yet.</summary>
        public bool MayCome(long number) => number == Expected || (_first is null && number >= 1 && number <= RemovedTo);

        /// <summary>
        /// Whether the event before is known and another one than is named. Where the hash that was kept is not the one of its bytes, that
        /// event was reported already.
        /// </summary>
        public bool IsBrokenAt(long number, string previous) => _first is null
            ? RemovedTo > 0 && number == RemovedTo + 1 && ExpectedAt(RemovedTo) is { } removed && removed.Hash != previous
            : Last == number - 1 && previous != _hash && previous != _storedHash;

        public Expectation? ExpectedAt(long number) => _expected.TryGetValue(number, out var expected) ? expected : null;

        public void Expect(long number, Expectation expected)
        {
            if (!_expected.TryGetValue(number, out var known) || !known.IsSigned)
            {
                _expected[number] = expected;
            }
        }

        public void Take(long number, string hash, string stored)
        {
            _first ??= number;
            _count++;
            (Last, _hash, _storedHash) = (number, hash, stored);
        }

        public AuditStreamReport ToReport(string name)
        {
            var signed = _expected.Where(static pair => pair.Value.IsSigned).Select(static pair => pair.Key).DefaultIfEmpty().Max();
            return new(name, _first ?? 0, Last, _count, signed, Statements, RemovedTo);
        }
    }
}

/// <summary>What was found out about an audit.</summary>
/// <param name="IsIntact">Whether nothing is wrong.</param>
/// <param name="Streams">What was read.</param>
/// <param name="Keys">Ids of the keys that signed.</param>
/// <param name="Findings">What is wrong, the first thousand.</param>
/// <param name="Found">How much is wrong.</param>
/// <param name="IsComplete">Whether missing events were looked for.</param>
public sealed record AuditReport(
    bool IsIntact, IReadOnlyList<AuditStreamReport> Streams, IReadOnlyList<string> Keys, IReadOnlyList<AuditFinding> Findings, long Found,
    bool IsComplete)
{
    private const int MaxShown = 50;

    /// <summary>The report for people, the verdict last.</summary>
    /// <param name="areKeysTrusted">Whether only statements of keys counted that were known before.</param>
    public IEnumerable<string> Lines(bool areKeysTrusted)
    {
        foreach (var stream in Streams)
        {
            yield return $"  {stream.Stream,-14} events {stream.First} to {stream.Last}, {stream.Events} read, signed to {stream.SignedTo}"
                + (stream.RemovedTo > 0 ? $"; removed for their age up to {stream.RemovedTo}" : "");
        }

        foreach (var finding in Findings.Take(MaxShown))
        {
            yield return $"  {finding.Stream,-14} {finding.Problem}";
        }

        if (Found > MaxShown)
        {
            yield return $"  … and {Found - MaxShown} more.";
        }

        if (!areKeysTrusted && Keys.Count > 0)
        {
            yield return $"Signed with the keys {string.Join(", ", Keys)}: compare them with the gateway's, or name --keys.";
        }

        yield return !IsIntact ? "The audit is NOT what was written."
            : IsComplete ? "The audit is what was written."
            : "The events are what was written. It is an excerpt: others may be missing.";
    }
}

/// <summary>One stream of an audit.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="First">Number of the oldest event; 0 when there is none.</param>
/// <param name="Last">Number of the newest event.</param>
/// <param name="Events">How many were judged.</param>
/// <param name="SignedTo">Number of the newest event that is covered by a signature; 0 when there is none.</param>
/// <param name="Statements">Signed statements about it.</param>
/// <param name="RemovedTo">Up to here events were removed for their age.</param>
public sealed record AuditStreamReport(
    string Stream, long First, long Last, long Events, long SignedTo, long Statements, long RemovedTo);

/// <summary>Something that is not as it was written.</summary>
/// <param name="Stream">Where; the empty text when that cannot be told.</param>
/// <param name="Number">Which event.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record AuditFinding(string Stream, long? Number, string Problem);
