using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Registry.Servers;

/// <summary>The rules for an upstream address.</summary>
internal static class ServerUrl
{
    public const int MaxLength = 2048;

    /// <summary>Whether the address names a server that runs inside this process. Only the product registers such servers.</summary>
    public static bool IsInProcess(string? url) =>
        url is not null && url.StartsWith(InProcessHandler.Scheme + ":", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with the address, without repeating it: it may hold a credential.</summary>
    public static IEnumerable<string> ProblemsOf(string url)
    {
        if (url.Length > MaxLength)
        {
            return [$"URL is longer than {MaxLength} characters"];
        }

        if (url.Any(character => character <= ' ' || character == '\\' || char.IsControl(character)))
        {
            return ["URL must not contain spaces, control characters or backslashes"];
        }

        return !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0
            ? ["URL must be absolute with scheme http or https, for instance https://host.example/mcp"]
            : PartProblems(uri);
    }

    /// <summary>The address without its query, which may hold a credential, for those who may use the server but not modify it.</summary>
    public static string WithoutQuery(string url) => url.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? url[..mark] : url;

    /// <summary>One spelling for comparisons: two servers with the same upstream are worth a warning.</summary>
    public static string ForComparison(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.AbsoluteUri.TrimEnd('/') : url.TrimEnd('/');

    private static IEnumerable<string> PartProblems(Uri uri)
    {
        if (uri.UserInfo.Length > 0)
        {
            yield return "URL must not contain a user name or password: configure a header instead";
        }

        if (uri.Fragment.Length > 0)
        {
            yield return "URL must not contain a fragment ('#…')";
        }
    }
}
