using McpGateway.Core.Audit.Masking;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Events;

/// <summary>A request as the audit has it. Its address is the client's: trusted proxies were heard before.</summary>
internal static class RequestDescription
{
    private const int MaxParameters = 20;

    public static AuditRequest Of(HttpContext context)
    {
        var request = context.Request;
        return new()
        {
            Method = request.Method,
            Path = LogText.Clean(request.Path.Value),
            QueryParams = request.Query.Count == 0 ? null : Masked(request.Query),
            ClientIp = context.Connection.RemoteIpAddress is { } address
                ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
                : null,
            ForwardedFor = Text(request.Headers["X-Forwarded-For"]),
            UserAgent = Text(request.Headers.UserAgent),
            ContentLength = request.ContentLength,
        };
    }

    private static Dictionary<string, string> Masked(IQueryCollection query) =>
        query.Take(MaxParameters).ToDictionary(
            static parameter => LogText.Clean(parameter.Key),
            static parameter => FieldMask.IsSecretName(parameter.Key) || IsCode(parameter.Key)
                ? FieldMask.Text
                : LogText.Clean(parameter.Value.ToString()),
            StringComparer.Ordinal);

    /// <summary>Authorization codes and what goes with them.</summary>
    private static bool IsCode(string name) => name is "code" or "state" or "user_code" or "device_code" or "login_hint";

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : LogText.Clean(value);
}
