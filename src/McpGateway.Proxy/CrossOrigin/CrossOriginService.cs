using System.Buffers;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.CrossOrigin;

/// <summary>
/// The framework's evaluation, which grants the headers that a preflight asks for by sending their names back, without those that are no
/// names (RFC 9110 §5.6.2). The server refuses to write some of them, and anyone could make it log failures.
/// </summary>
internal sealed class CrossOriginService(IOptions<CorsOptions> options, ILoggerFactory loggers) : CorsService(options, loggers)
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public override void EvaluatePreflightRequest(HttpContext context, CorsPolicy policy, CorsResult result)
    {
        base.EvaluatePreflightRequest(context, policy, result);
        var names = result.AllowedHeaders.Where(static name => !name.AsSpan().ContainsAnyExcept(Token)).ToArray();
        result.AllowedHeaders.Clear();
        foreach (var name in names)
        {
            result.AllowedHeaders.Add(name);
        }
    }
}
