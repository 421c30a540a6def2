using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.CrossOrigin;

internal sealed class CrossOriginOptionsValidator : IValidateOptions<CrossOriginOptions>
{
    private const string Key = $"{CrossOriginOptions.Section}:{nameof(CrossOriginOptions.AllowedOrigins)}";

    public ValidateOptionsResult Validate(string? name, CrossOriginOptions options)
    {
        var failures = options.AllowedOrigins.Select(origin => Problem(origin, options.AllowedOrigins.Count)).OfType<string>().ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? Problem(string origin, int count) => origin switch
    {
        CrossOriginPolicy.Any or CrossOriginPolicy.None => count == 1 ? null : $"{Key} has '{origin}' beside others: write it alone.",
        _ => IsOrigin(origin)
            ? null
            : $"{Key} has '{origin}': write an origin such as https://chat.example.com, without a path and without the scheme's own port, "
                + "or * for all, or none.",
    };

    /// <summary>Whether the framework's policy, which takes care of capitals and of letters of any script, would ever find it.</summary>
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Host.Length > 0
        && uri.UserInfo.Length == 0
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
