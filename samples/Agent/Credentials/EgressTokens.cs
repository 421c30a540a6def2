using System.Globalization;
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
            var hasEnded = root.TryGetProperty("expires_at", out var stated) && EndOf(stated) is { } end && end < time.GetUtcNow();
            return hasEnded ? null : root.GetProperty("access_token").GetString();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            // Not there, or none of the tools' files: the server then says that it needs a token.
            return null;
        }
    }

    /// <summary>Seconds or milliseconds since 1970, also as text, or ISO 8601; null when it is none of them.</summary>
    private static DateTimeOffset? EndOf(JsonElement stated)
    {
        const double FirstMilliseconds = 1e11;
        const double Latest = 253402300799999;
        var text = stated.ToString().Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number is > 0 and <= Latest
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)(number < FirstMilliseconds ? number * 1000 : number))
                : null;
        }

        return DateTimeOffset.TryParse(
            text.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }
}
