using System.Text.Json;

namespace McpGateway.Core.Invocation;

/// <summary>What came back for one JSON-RPC request.</summary>
internal readonly record struct RpcAnswer
{
    /// <summary>HTTP status.</summary>
    public required int Status { get; init; }

    public JsonElement? Result { get; init; }

    /// <summary>Code of the JSON-RPC error; 0 when there is none.</summary>
    public int Code { get; init; }

    /// <summary>The <c>data</c> of the JSON-RPC error.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Why there is no result.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the gateway refused, so that the server never saw the request.</summary>
    public bool IsGateways { get; init; }

    /// <summary>Whether the server does not speak the revision that was tried: it has done nothing yet.</summary>
    public bool IsOtherRevision => Result is null && !IsGateways && Code switch
    {
        JsonRpcCodes.UnsupportedVersion => true,
        JsonRpcCodes.HeaderMismatch or JsonRpcCodes.MissingCapability => false,
        _ => Status is StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed,
    };

    public static RpcAnswer Broken(string problem) => new() { Status = StatusCodes.Status502BadGateway, Problem = problem };
}

/// <summary>JSON-RPC error codes that decide how to go on.</summary>
internal static class JsonRpcCodes
{
    public const int MethodNotFound = -32601;
    public const int HeaderMismatch = -32020;
    public const int MissingCapability = -32021;
    public const int UnsupportedVersion = -32022;
}
