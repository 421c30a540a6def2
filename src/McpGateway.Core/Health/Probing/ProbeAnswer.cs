using System.Text.Json;

namespace McpGateway.Core.Health.Probing;

/// <summary>What came back for one step of a check.</summary>
/// <param name="Step">The JSON-RPC method, or what else was tried.</param>
internal sealed record ProbeAnswer(string Step, ProbeAnswerKind Kind)
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The <c>result</c>, for <see cref="ProbeAnswerKind.Result"/>.</summary>
    public JsonElement Result { get; init; }

    /// <summary>Code of the JSON-RPC error, for <see cref="ProbeAnswerKind.Error"/>.</summary>
    public int Code { get; init; }

    /// <summary>Where the server redirects to, for <see cref="ProbeAnswerKind.Redirected"/>; null when it does not say.</summary>
    public Uri? Location { get; init; }

    /// <summary>The session that the server gave out.</summary>
    public string? SessionId { get; init; }

    /// <summary>What there is to say of it, as a sentence; null for a result.</summary>
    public string? Sentence { get; init; }

    /// <summary>The server speaks MCP, whether it liked the message or not.</summary>
    public bool Spoke => Kind is ProbeAnswerKind.Result or ProbeAnswerKind.Error;

    /// <summary>No further step can do better: nobody is there, or the server is somewhere else.</summary>
    public bool IsFinal => Kind is ProbeAnswerKind.Unreachable or ProbeAnswerKind.TimedOut or ProbeAnswerKind.Redirected
        or ProbeAnswerKind.OverLimit or ProbeAnswerKind.WantsCredential;
}

internal enum ProbeAnswerKind
{
    /// <summary>A JSON-RPC result.</summary>
    Result,

    /// <summary>A JSON-RPC error.</summary>
    Error,

    /// <summary>An HTTP status that is no success, without a JSON-RPC message.</summary>
    Refused,

    /// <summary>401, 403 or 407.</summary>
    WantsCredential,

    Redirected,

    /// <summary>Success, but no JSON-RPC message.</summary>
    NotMcp,

    /// <summary>No connection, or one that broke before the answer.</summary>
    Unreachable,

    TimedOut,

    /// <summary>More bytes or requests than a check is ready for.</summary>
    OverLimit,
}
