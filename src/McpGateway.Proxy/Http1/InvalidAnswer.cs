using System.Net.Sockets;

namespace McpGateway.Proxy.Http1;

/// <summary>Failures of an exchange as the types that <see cref="SocketsHttpHandler"/> throws, for one handling of both.</summary>
internal static class InvalidAnswer
{
    public static HttpRequestException Because(string reason) =>
        new(HttpRequestError.InvalidResponse, "The server's answer is not valid HTTP/1.1: " + reason);

    /// <summary>The connection ended before the answer did.</summary>
    public static HttpRequestException Ended(SocketException? cause = null) =>
        new(HttpRequestError.ResponseEnded, "The server ended the connection before it had answered.", cause);

    /// <summary>The connection ended, or its content broke its framing, after the head had been handed on.</summary>
    public static HttpIOException InContent(HttpRequestError error, Exception? cause = null) =>
        new(error, "The server's answer broke off or its framing is invalid.", cause);
}
