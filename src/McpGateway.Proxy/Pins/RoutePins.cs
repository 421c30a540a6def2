using System.Collections.Immutable;

namespace McpGateway.Proxy.Pins;

/// <summary>
/// Everything of one server that is pinned, compiled for the data plane: whether a call may go through is one lookup, and whether a
/// definition in a list is the approved one is a comparison of bytes, or a hash where the bytes were not seen before.
/// </summary>
public sealed class RoutePins
{
    /// <summary>So many names that nobody knew are told apart; with more of them every unknown name is taken for one.</summary>
    private const int MostMet = 4096;

    private readonly Dictionary<string, Pin>?[] _pins = new Dictionary<string, Pin>?[(int)DefinitionKind.Instructions + 1];
    private readonly PinBudget _budget;
    private readonly bool _isOld;
    private long _held;

    // Replaced, never changed: of thousands of routes hardly one meets a name that nobody knew, and none pays for it until then.
    private ImmutableHashSet<(DefinitionKind Kind, string Name)> _met = [];
    private volatile bool _isRetired;

    /// <param name="policy">What becomes of what is not approved.</param>
    /// <param name="budget">Of the bytes that are remembered.</param>
    /// <param name="isOld">Whether the approvals are of a time when fewer members of a tool counted.</param>
    public RoutePins(PinPolicy policy, PinBudget budget, bool isOld = false) => (Policy, _budget, _isOld) = (policy, budget, isOld);

    public PinPolicy Policy { get; }

    /// <summary>Whether the approvals are of definitions that were imported, see <see cref="DefinitionHash.Described"/>.</summary>
    public bool IsImported { get; init; }

    /// <summary>What stands in place of instructions that are withheld.</summary>
    public string ApprovedInstructions { get; init; } = "";

    /// <summary>Whether a tool is known that is withheld.</summary>
    public bool WithholdsTools { get; private set; }

    /// <summary>Adds the pins of one kind. A kind that was never listed has none, and is not judged.</summary>
    public RoutePins With(DefinitionKind kind, Dictionary<string, Pin> pins)
    {
        ArgumentNullException.ThrowIfNull(pins);
        _pins[(int)kind] = pins;
        if (kind == DefinitionKind.Tool)
        {
            WithholdsTools = pins.Values.Any(pin => Policy.Withholds(pin.State));
        }

        return this;
    }

    public Pin? Find(DefinitionKind kind, string name) => _pins[(int)kind]?.GetValueOrDefault(name);

    /// <summary>
    /// Why a call that names this may not go through; null when it may. What no list has shown yet is the server's to answer for: nobody
    /// was offered it, and most of it is not there.
    /// </summary>
    public PinState? RefusalOf(DefinitionKind kind, string name)
    {
        if (_pins[(int)kind] is not { } pins)
        {
            return null;
        }

        var state = !pins.TryGetValue(name, out var pin) ? HasMet(kind, name) ? PinState.New : PinState.Approved
            : pin is { State: PinState.Approved, IsSuspended: true } ? PinState.Changed
            : pin.State;
        return Policy.Withholds(state) ? state : null;
    }

    /// <summary>Judges one definition of a list.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Name, URI or template; empty for instructions.</param>
    /// <param name="raw">Its JSON as the server sent it.</param>
    public PinVerdict Judge(DefinitionKind kind, string name, ReadOnlyMemory<byte> raw)
    {
        if (_pins[(int)kind] is not { } pins)
        {
            return new(IsShown: true, IsNews: false);
        }

        if (!pins.TryGetValue(name, out var pin))
        {
            if (Policy.Accepts(kind))
            {
                return new(IsShown: true, IsNews: false);
            }

            Meet(kind, name);
            return new(!Policy.WithholdsUnapproved, IsNews: true);
        }

        if (!TryHash(kind, pin, raw, out var hash))
        {
            // What could mean two things is not what was approved, and cannot be shown to anybody for approval.
            pin.IsSuspended = true;
            return new(!Policy.WithholdsUnapproved, IsNews: false);
        }

        var isApproved = Is(hash, pin.ApprovedHash);
        if (pin.IsSuspended == isApproved)
        {
            pin.IsSuspended = !isApproved;
        }

        return new(
            !Policy.Withholds(pin.State) && (isApproved || !Policy.WithholdsUnapproved),
            isApproved ? pin.State != PinState.Approved : !Is(hash, pin.FoundHash));
    }

    private bool Is(in DefinitionHash hash, string approved) => IsImported ? hash.Described == approved : hash.Is(approved, _isOld);

    /// <summary>Gives back the memory of what was seen: other pins have taken the place of these.</summary>
    public void Retire()
    {
        _isRetired = true;
        foreach (var pin in _pins.OfType<Dictionary<string, Pin>>().SelectMany(static pins => pins.Values))
        {
            pin.Seen = null;
        }

        _budget.Return(Interlocked.Exchange(ref _held, 0));
    }

    private void Meet(DefinitionKind kind, string name)
    {
        var item = (kind, name);
        if (Volatile.Read(ref _met) is { Count: < MostMet } met && !met.Contains(item))
        {
            ImmutableInterlocked.Update(ref _met, static (known, added) => known.Count < MostMet ? known.Add(added) : known, item);
        }
    }

    private bool HasMet(DefinitionKind kind, string name) =>
        Volatile.Read(ref _met) is { IsEmpty: false } met && !Policy.Accepts(kind) && (met.Count >= MostMet || met.Contains((kind, name)));

    private bool TryHash(DefinitionKind kind, Pin pin, ReadOnlyMemory<byte> raw, out DefinitionHash hash)
    {
        var seen = pin.Seen;
        if (seen is not null && raw.Span.SequenceEqual(seen.Raw))
        {
            hash = seen.Hash;
            return true;
        }

        if (!DefinitionHash.TryCompute(kind, raw, out hash, IsImported))
        {
            return false;
        }

        Remember(pin, seen, raw, hash);
        return true;
    }

    private void Remember(Pin pin, SeenDefinition? former, ReadOnlyMemory<byte> raw, DefinitionHash hash)
    {
        var more = raw.Length - (former?.Raw.Length ?? 0);
        if (!_isRetired && _budget.TryTake(more))
        {
            Interlocked.Add(ref _held, more);
            pin.Seen = new(raw.ToArray(), hash);
        }
    }
}
