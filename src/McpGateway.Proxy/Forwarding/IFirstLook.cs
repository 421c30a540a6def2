namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Port: has looked at what a server lists to callers with a credential alone (<see cref="Routing.RouteState.Unseen"/>), before anybody is
/// offered it.
/// </summary>
public interface IFirstLook
{
    /// <summary>Asks the server for its definitions in the name of a caller, and waits until they were judged.</summary>
    /// <param name="key">Of the route.</param>
    /// <param name="headers">What the caller's own request would bring to the server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the state of the route may be another now.</returns>
    Task<bool> LookAsync(string key, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken);
}

/// <summary>Where nobody looks, nothing is seen.</summary>
internal sealed class NoFirstLook : IFirstLook
{
    public Task<bool> LookAsync(
        string key, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) => Task.FromResult(false);
}
