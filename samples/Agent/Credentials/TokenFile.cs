using System.Text.Json;
using AgentSupport.Gateway;

namespace ReferenceAgent.Credentials;

/// <summary>
/// A token in a file: the bare token, or JSON with <c>access_token</c>, <c>tokens.access_token</c> or <c>token_data.access_token</c>, as
/// the gateway's page of tokens and the credential tools write it. Read again when the gateway refuses it, because somebody may refresh it.
/// </summary>
internal sealed class TokenFile(FileInfo file) : IGatewayToken
{
    private string? _token;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_token is null)
        {
            string text;
            try
            {
                text = await File.ReadAllTextAsync(file.FullName, cancellationToken);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new GatewayException($"The token file {file.FullName} cannot be read.", 0);
            }

            _token = TokenIn(text)
                ?? throw new GatewayException($"The token file {file.FullName} holds neither a token nor JSON with access_token.", 0);
        }

        return _token;
    }

    public void Forget() => _token = null;

    /// <returns>Null when there is none.</returns>
    internal static string? TokenIn(string text)
    {
        text = text.Trim();
        if (!text.StartsWith('{'))
        {
            return text.Length > 0 && !text.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? text : null;
        }

        try
        {
            var root = JsonElement.Parse(text);
            return Token(root) ?? Token(Member(root, "tokens")) ?? Token(Member(root, "token_data"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Token(JsonElement? holder) =>
        holder is { } found && Member(found, "access_token") is { ValueKind: JsonValueKind.String } token ? token.GetString() : null;

    private static JsonElement? Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var member) ? member : null;
}
