namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>A kind of caller, and what its requests carry.</summary>
/// <param name="Name">As the recorded lines name it; also part of the names of the things that only this caller may spoil.</param>
/// <param name="Client">Sends the caller's credential with every request.</param>
internal sealed record Caller(string Name, HttpClient Client) : IDisposable
{
    public const string AnonymousName = "anonymous";
    public const string ForeignName = "anonymous-foreign";
    public const string AdminCookieName = "admin-cookie";
    public const string WithoutPermissionsName = "plain-token";

    /// <summary>Makes the same caller with a session of its own, for requests that end the session. Null for callers without one.</summary>
    public Func<Task<HttpClient>>? SignInAgain { get; init; }

    /// <summary>Whether methods that no endpoint has, are tried with this caller too.</summary>
    public bool TriesOtherMethods => Name is AnonymousName or AdminCookieName;

    public void Dispose() => Client.Dispose();
}
