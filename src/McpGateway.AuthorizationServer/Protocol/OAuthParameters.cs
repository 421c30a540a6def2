using McpGateway.Foundation;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace McpGateway.AuthorizationServer.Protocol;

/// <summary>
/// The parameters of an OAuth request. Each may come once, save <c>resource</c> (RFC 6749 §3.1, RFC 8707 §2); an empty one counts as
/// absent.
/// </summary>
internal sealed class OAuthParameters
{
    private const int MaxBodyBytes = 64 * 1024;
    private const string Repeatable = "resource";

    private readonly Dictionary<string, string> _single = new(StringComparer.Ordinal);
    private readonly List<string> _resources = [];

    public IReadOnlyList<string> Resources => _resources;

    public string? this[string name] => _single.GetValueOrDefault(name);

    public static Result<OAuthParameters> OfQuery(HttpRequest request) => Read(request.Query);

    public static async Task<Result<OAuthParameters>> OfFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType is not { } type
            || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return OAuthErrors.InvalidRequest("The request body must be application/x-www-form-urlencoded.");
        }

        try
        {
            var limits = new FormOptions { BufferBodyLengthLimit = MaxBodyBytes, ValueLengthLimit = MaxBodyBytes };
            if (request.ContentLength > MaxBodyBytes)
            {
                return OAuthErrors.InvalidRequest("The request body is too large.");
            }

            request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, limits));
            return Read(await request.ReadFormAsync(cancellationToken));
        }
        catch (InvalidDataException)
        {
            return OAuthErrors.InvalidRequest("The request body could not be read: it is malformed or too large.");
        }
    }

    /// <summary>No value: some of them are credentials.</summary>
    public override string ToString() => nameof(OAuthParameters);

    private static Result<OAuthParameters> Read(IEnumerable<KeyValuePair<string, StringValues>> source)
    {
        var parameters = new OAuthParameters();
        foreach (var (name, values) in source)
        {
            var present = values.Where(value => !string.IsNullOrEmpty(value)).ToArray();
            if (name == Repeatable)
            {
                parameters._resources.AddRange(present!);
            }
            else if (values.Count > 1 || !parameters.TryAdd(name, present.FirstOrDefault()))
            {
                // The name is not repeated: it is the sender's text.
                return OAuthErrors.InvalidRequest("A parameter is given more than once.");
            }
        }

        return parameters;
    }

    // Form and query collections fold case, so two spellings of one name arrive as one name with two values; that is caught above.
    private bool TryAdd(string name, string? value) => value is null || _single.TryAdd(name, value);
}
