namespace McpGateway.Proxy.JsonRpc;

/// <summary>Why a body was refused.</summary>
/// <param name="Code">JSON-RPC error code.</param>
/// <param name="Message">Says what is wrong and what to send instead. Never quotes the body at length.</param>
/// <param name="RawId">The request's id as it was sent; empty when it could not be read or belongs to a batch.</param>
internal readonly record struct JsonRpcFault(int Code, string Message, ReadOnlyMemory<byte> RawId);
