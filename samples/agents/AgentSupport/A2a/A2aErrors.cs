namespace AgentSupport.A2a;

/// <summary>Codes of JSON-RPC 2.0 and of A2A 1.0 (§5.4).</summary>
public static class A2aErrors
{
    public const int Parse = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int TaskNotFound = -32001;
    public const int TaskNotCancelable = -32002;
    public const int Unsupported = -32004;
}

/// <summary>A request that cannot be done, or an answer that says so.</summary>
/// <param name="code">See <see cref="A2aErrors"/>.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class A2aException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>HTTP status of the answer; 0 where there was none.</summary>
    public int HttpStatus { get; init; }
}
