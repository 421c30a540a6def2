namespace McpGateway.Proxy.Routing;

/// <summary>The one mutable cell of the data plane: requests read it once, the control plane publishes to it.</summary>
public sealed class RouteTableHolder
{
    private RouteTable _current = RouteTable.Empty;

    /// <summary>Told after each publication, on the publisher's thread.</summary>
    internal event Action<RouteTable>? Published;

    public RouteTable Current => Volatile.Read(ref _current);

    public void Publish(RouteTable next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Volatile.Write(ref _current, next);
        Published?.Invoke(next);
    }
}
