using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Support;

/// <summary>
/// A file with an access token: the token alone, or JSON with <c>access_token</c>, <c>tokens.access_token</c> or
/// <c>token_data.access_token</c> (what the page "API token" gives out).
/// </summary>
internal static class TokenFile
{
    /// <exception cref="CommandFailure">It cannot be read, or has no token.</exception>
    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"the token file {file} cannot be read: {failure.Message}", null, failure);
        }

        return Parse(text) ?? throw new CommandFailure(
            ExitCodes.Failed, $"the token file {file} has no access token", "It is a token alone, or JSON with access_token.");
    }

    /// <returns>Null when there is no token in it.</returns>
    public static string? Parse(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith('{'))
        {
            // A token is one word: anything else would end up in a header.
            return trimmed.Length > 0 && trimmed.All(letter => letter is > ' ' and <= '~') ? trimmed : null;
        }

        var json = JsonNodes.Parse(trimmed);
        var found = json.Text("access_token")
            ?? json.Object("tokens").Text("access_token")
            ?? json.Object("token_data").Text("access_token");
        return found is { Length: > 0 } ? found : null;
    }
}
