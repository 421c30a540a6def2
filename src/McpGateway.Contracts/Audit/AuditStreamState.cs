namespace McpGateway.Contracts.Audit;

/// <summary>What is known of a stream while its events are judged.</summary>
internal sealed class AuditStreamState
{
    private readonly SortedDictionary<long, AuditExpectation> _expected = [];
    private long _count;
    private long? _first;
    private string? _hash;
    private string? _storedHash;

    public long RemovedTo { get; set; }

    public long Statements { get; set; }

    public long Last { get; private set; }

    /// <summary>Number of the newest event that is signed.</summary>
    public long SignedTo { get; private set; }

    /// <summary>Number of the oldest event that no signature covers; 0 when there is none.</summary>
    public long UnsignedFrom { get; private set; }

    /// <summary>When that event says that it was; null when it does not say so.</summary>
    public DateTimeOffset? UnsignedSince { get; private set; }

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

    public AuditExpectation? ExpectedAt(long number) => _expected.TryGetValue(number, out var expected) ? expected : null;

    public void Expect(long number, AuditExpectation expected)
    {
        if (!_expected.TryGetValue(number, out var known) || !known.IsSigned)
        {
            _expected[number] = expected;
            SignedTo = expected.IsSigned ? Math.Max(SignedTo, number) : SignedTo;
        }
    }

    public void Take(long number, string hash, string stored)
    {
        _first ??= number;
        _count++;
        (Last, _hash, _storedHash) = (number, hash, stored);
    }

    public void NoteUnsigned(long number, DateTimeOffset? at) => (UnsignedFrom, UnsignedSince) = (number, at);

    public AuditStreamReport ToReport(string name) => new(name, _first ?? 0, Last, _count, SignedTo, Statements, RemovedTo);
}

/// <summary>What an event must be.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When that was signed.</param>
/// <param name="IsSigned">Whether it was.</param>
internal readonly record struct AuditExpectation(string Hash, DateTimeOffset? At, bool IsSigned);
