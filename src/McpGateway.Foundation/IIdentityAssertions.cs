namespace McpGateway.Foundation;

/// <summary>
/// Port: states a caller's identity to another party in a short-lived signed token (ES256, keys as published). It is no access token: this
/// gateway does not accept it itself.
/// </summary>
public interface IIdentityAssertions
{
    /// <param name="caller">Whose identity.</param>
    /// <param name="audience">Who is to believe it.</param>
    /// <param name="lifetime">How long.</param>
    string Sign(Caller caller, string audience, TimeSpan lifetime);
}
