namespace McpGateway.Web.Components;

/// <summary>
/// What a list is narrowed to, as its address says it and as its user chooses it. A choice is written to the address and comes back from
/// the browser a round trip later, when more may have been typed: what comes back says nothing new and changes nothing. Pure.
/// </summary>
/// <typeparam name="TFilter">Compared by value.</typeparam>
internal sealed class AddressedFilter<TFilter>
    where TFilter : class, IEquatable<TFilter>, new()
{
    /// <summary>Choices that were written and have not come back, in the order in which they will.</summary>
    private readonly Queue<TFilter> _underWay = new();
    private TFilter? _address;

    public TFilter Current { get; private set; } = new();

    /// <summary>Takes a choice of the user's.</summary>
    /// <returns>Whether it is another one: then it has to be written to the address.</returns>
    public bool Choose(TFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Equals(Current))
        {
            return false;
        }

        Current = filter;
        _underWay.Enqueue(filter);
        return true;
    }

    /// <summary>Takes what the address says now.</summary>
    /// <returns>Whether the list has to be narrowed anew: somebody went to another address.</returns>
    public bool Arrive(TFilter address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Equals(_address))
        {
            return false;
        }

        _address = address;
        if (ComesBack(address))
        {
            return false;
        }

        // Whatever is still under way comes back after this, and then counts as an address that somebody went to.
        _underWay.Clear();
        var isOther = !address.Equals(Current);
        Current = address;
        return isOther;
    }

    private bool ComesBack(TFilter address)
    {
        if (!_underWay.Contains(address))
        {
            return false;
        }

        while (!_underWay.Dequeue().Equals(address))
        {
            // Written before it, and passed over by the browser.
        }

        return true;
    }
}
