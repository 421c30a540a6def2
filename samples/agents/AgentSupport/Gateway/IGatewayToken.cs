namespace AgentSupport.Gateway;

/// <summary>The access token that the gateway is called with.</summary>
public interface IGatewayToken
{
    /// <exception cref="GatewayException">There is none, and why.</exception>
    Task<string> GetAsync(CancellationToken cancellationToken);

    /// <summary>The token was refused: the next call asks for another, where there is one.</summary>
    void Forget();
}
