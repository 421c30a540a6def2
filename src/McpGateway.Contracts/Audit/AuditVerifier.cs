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

    /// <summary>Between an event and its being in the chain, and for clocks that differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, (string Previous, string Hash)> _series = [];
    private readonly SortedDictionary<string, AuditStreamState> _streams = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<AuditFinding> _findings = [];
    private AuditStatement? _newest;
    private DateTimeOffset _latest;
    private long _found;
    private bool _isStated;

    /// <summary>Whether events that no signature covers are a finding. Not for who is about to sign them.</summary>
    public bool NeedsSignatures { get; init; } = true;

    /// <summary>
    /// When the events were read, where that is known: those that wait longer for a signature than they may are a finding.
    /// </summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Whether a statement was taken that has a running number.</summary>
    internal bool HasSeries => _newest is not null;

    /// <summary>A signed statement about a stream, as it was stored.</summary>
    /// <returns>What it states, also when it does not count; null when its signature does not fit.</returns>
    public AuditStatement? AddStatement(string jws)
    {
        if (AuditStatement.Read(jws) is not { } statement)
        {
            Find("", null, "A signed statement was changed: its signature does not fit.");
            return null;
        }

        if (trustedKeys is not null && !trustedKeys.Contains(statement.KeyId))
        {
            Find(statement.Stream, statement.Number, $"A statement is signed with the key {statement.KeyId}, which is not a trusted one.");
            return statement;
        }

        _keys.Add(statement.KeyId);
        if (statement.Kind == AuditStatement.Export)
        {
            return statement;
        }

        _isStated = true;
        Note(statement.At);
        if (statement.Sequence > 0)
        {
            AddToSeries(statement, jws);
        }

        var stream = Of(statement.Stream);
        stream.Expect(statement.Number, new(statement.Hash, statement.At, IsSigned: true));
        stream.Statements++;
        if (statement.Kind == AuditStatement.Retention)
        {
            stream.RemovedTo = Math.Max(stream.RemovedTo, statement.Number);
        }

        return statement;
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
        if (NeedsSignatures && isComplete)
        {
            NoteTime(state, number, link?.At);
        }
    }

    /// <summary>A line of an export that is nothing that an export has.</summary>
    public void AddUnreadable() => Find("", null, "A line of the export is not readable: it was changed or cut off.");

    /// <summary>Something is wrong that is about no event.</summary>
    public void AddProblem(string problem) => Find("", null, problem);

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

        JudgeSeries();
        JudgeCoverage();
        return new(
            _found == 0, [.. _streams.Select(static pair => pair.Value.ToReport(pair.Key))], [.. _keys], _findings, _found, isComplete);
    }

    /// <summary>A statement vouches for all streams; the newest says where it begins to.</summary>
    private void AddToSeries(AuditStatement statement, string jws)
    {
        _series[statement.Sequence] = (statement.Previous, AuditStatement.HashOf(jws));
        foreach (var head in statement.Heads.Where(static head => head.Number > 0))
        {
            Of(head.Stream).Expect(head.Number, new(head.Hash, statement.At, IsSigned: true));
        }

        if (_newest is null || statement.Sequence > _newest.Sequence)
        {
            _newest = statement;
        }
    }

    /// <summary>
    /// One statement names the one before. Older ones go with their events, so gaps say nothing: the newest vouches for everything.
    /// </summary>
    private void JudgeSeries()
    {
        foreach (var (sequence, (previous, _)) in _series)
        {
            if (previous.Length > 0 && _series.TryGetValue(sequence - 1, out var before) && previous != before.Hash)
            {
                Find("", null, $"The signed statement {Text(sequence)} does not follow statement {Text(sequence - 1)}: one was replaced.");
            }
        }

        foreach (var head in _newest?.Heads.Where(static head => head.From > 0) ?? [])
        {
            if (NeedsSignatures && Of(head.Stream).RemovedTo < head.From)
            {
                Find(head.Stream, head.From, $"Nothing vouches for the events up to {Text(head.From)}. Signing began anew behind them: "
                    + (_newest!.Reason ?? "what was there did not verify."));
            }
        }
    }

    private void JudgeCoverage()
    {
        if (!NeedsSignatures || !isComplete)
        {
            return;
        }

        if (!_isStated && _streams.Values.Any(static state => state.Last > 0))
        {
            Find("", null, "The audit is not signed: there is no statement about any of its events.");
            return;
        }

        var limit = ((_newest?.Within ?? TimeSpan.FromDays(1)) * 2) + Slack;
        foreach (var (name, state) in _streams)
        {
            if (state.UnsignedFrom > 0 && !(state.UnsignedSince is { } since && (ReadAt ?? _latest) - since <= limit))
            {
                Find(name, state.UnsignedFrom, $"{Range(state.UnsignedFrom, state.Last)} not signed, and should have been.");
            }
        }
    }

    private void NoteTime(AuditStreamState state, long number, DateTimeOffset? at)
    {
        Note(at ?? default);
        if (state.UnsignedFrom == 0 && number > state.SignedTo)
        {
            state.NoteUnsigned(number, at);
        }
    }

    private void Note(DateTimeOffset at) => _latest = at > _latest ? at : _latest;

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

    private AuditStreamState Of(string stream)
    {
        if (!_streams.TryGetValue(stream, out var state))
        {
            _streams.Add(stream, state = new());
        }

        return state;
    }
}
