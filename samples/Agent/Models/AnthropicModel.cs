using AgentSupport.Llm;
using Anthropic;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;

namespace ReferenceAgent.Models;

/// <summary>A model of Anthropic, by its own API.</summary>
/// <param name="Model">Its name.</param>
/// <param name="ApiKey">The key.</param>
/// <param name="Url">Address of the API.</param>
/// <param name="Timeout">How long it may be silent.</param>
internal sealed record AnthropicModel(string Model, string ApiKey, Uri Url, TimeSpan Timeout)
{
    private const string DefaultModel = "claude-haiku-4-5";
    private const string DefaultUrl = "https://api.anthropic.com";
    private const int MaxOutputTokens = 4096;

    /// <exception cref="InvalidOperationException">The key is missing, or the address cannot be used.</exception>
    public static AnthropicModel From(string? model, string? key, string? url, TimeSpan timeout) => key is null
        ? throw new InvalidOperationException("--provider anthropic needs ANTHROPIC_API_KEY.")
        : Uri.TryCreate(url ?? DefaultUrl, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new(model ?? DefaultModel, key, address, timeout)
            : throw new InvalidOperationException($"ANTHROPIC_BASE_URL must be an http or https address, such as {DefaultUrl}.");

    public IChatClient Create()
    {
        var client = new AnthropicClient { ApiKey = ApiKey, BaseUrl = Url.ToString().TrimEnd('/'), MaxRetries = 1, Timeout = Timeout };
        return new ModelFaults(
            client.AsIChatClient(Model, MaxOutputTokens), Timeout, static fault => (int?)(fault as AnthropicApiException)?.StatusCode);
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{Model} at {Url}";
}
