namespace McpGateway.Proxy.Outbound;

/// <summary>Outcome of asking for the caller's credential at an upstream.</summary>
public sealed record EgressCredential
{
    private EgressCredential(EgressState state) => State = state;

    public EgressState State { get; }

    /// <summary>Complete value of <c>Authorization</c>; null unless <see cref="EgressState.Granted"/>.</summary>
    public string? Authorization { get; private init; }

    /// <summary>What the caller reads when there is no credential. Holds nothing that a provider said.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Path on the gateway where the user connects an account; null unless <see cref="EgressState.ConsentNeeded"/>.</summary>
    public string? ConnectPath { get; private init; }

    public static EgressCredential Granted(string authorization) => new(EgressState.Granted) { Authorization = authorization };

    public static EgressCredential ConsentNeeded(string connectPath, string message) =>
        new(EgressState.ConsentNeeded) { ConnectPath = connectPath, Message = message };

    public static EgressCredential Refused(string message) => new(EgressState.Refused) { Message = message };

    public static EgressCredential Unavailable(string message) => new(EgressState.Unavailable) { Message = message };

    /// <summary>The state only: the value is a credential.</summary>
    public override string ToString() => State.ToString();
}

/// <summary>Whether a request can go out.</summary>
public enum EgressState
{
    Granted,

    /// <summary>The user has to connect an account first.</summary>
    ConsentNeeded,

    /// <summary>There will be none for this caller until an operator changes something.</summary>
    Refused,

    /// <summary>None at the moment: trying again later may help.</summary>
    Unavailable,
}
