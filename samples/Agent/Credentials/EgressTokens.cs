using System.Text.Json;

namespace ReferenceAgent.Credentials;

/// <summary>
/// Tokens for servers behind the gateway that want one of their own: <c>PROVIDER-SERVER-egress.json</c> or <c>PROVIDER-egress.json</c>, as
/// the credential tools write them.
/// </summary>
internal sealed class EgressTokens(DirectoryInfo directory, TimeProvider time)
{
    /// <returns>Null when there is no file, or its token has ended.</returns>
    public string? Find(string provider, string server)
    {
        string[] names = [$"{provider}-{server}-egress.json".ToLowerInvariant(), $"{provider}-egress.json".ToLowerInvariant()];
        return names.Where(static name => name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0)
            .Select(name => Read(Path.Combine(directory.FullName, name)))
            .FirstOrDefault(static token => token is not null);
    }

    private string? Read(string file)
    {
        try
        {
            var root = JsonElement.Parse(File.ReadAllText(file));
            var hasEnded = root.TryGetProperty("expires_at", out var ends) && ends.TryGetDouble(out var seconds)
                && seconds < time.GetUtcNow().ToUnixTimeSeconds();
            return hasEnded ? null : root.GetProperty("access_token").GetString();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            // Not there, or none of the tools' files: the server then says that it needs a token.
            return null;
        }
    }
}
