using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AgentSupport.Llm;

/// <summary>The language model of an agent: any endpoint with the interface of OpenAI's chat completions.</summary>
public sealed record LlmSettings
{
    private const string PublicBase = "https://api.openai.com/v1";
    private const string OpenAiPrefix = "openai/";

    /// <summary><c>LLM_MODEL</c>, <c>openai/gpt-4o-mini</c> when not set.</summary>
    public required string Model { get; init; }

    /// <summary><c>LLM_API_KEY</c>.</summary>
    public required string ApiKey { get; init; }

    /// <summary><c>LLM_API_BASE</c>; that of OpenAI when not set.</summary>
    public required Uri Base { get; init; }

    /// <summary><c>LLM_TIMEOUT</c>: how long one answer may take, in seconds (1 to 600), 60 when not set.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Null when neither <c>LLM_API_KEY</c> nor <c>LLM_API_BASE</c> is set: the agent goes by rules.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used.</exception>
    public static LlmSettings? From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var (key, address) = (configuration["LLM_API_KEY"], configuration["LLM_API_BASE"]);
        if (string.IsNullOrWhiteSpace(key) && string.IsNullOrWhiteSpace(address))
        {
            return null;
        }

        var provider = configuration["LLM_PROVIDER"] is { Length: > 0 } stated ? stated : "litellm";
        if (provider is not ("litellm" or "openai"))
        {
            throw new InvalidOperationException(
                "LLM_PROVIDER must be openai or litellm: other models are reached through an endpoint of OpenAI's shape in LLM_API_BASE.");
        }

        var isPublic = string.IsNullOrWhiteSpace(address);
        if (!Uri.TryCreate(isPublic ? PublicBase : address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException("LLM_API_BASE must be an http or https address, such as https://api.openai.com/v1.");
        }

        var model = configuration["LLM_MODEL"] is { Length: > 0 } named ? named : "openai/gpt-4o-mini";
        return new()
        {
            // LiteLLM's names begin with the provider; OpenAI itself does not know them so.
            Model = (isPublic || provider == "openai") && model.StartsWith(OpenAiPrefix, StringComparison.Ordinal)
                ? model[OpenAiPrefix.Length..]
                : model,
            ApiKey = string.IsNullOrWhiteSpace(key) ? "none" : key,
            Base = url,
            Timeout = TimeoutOf(configuration["LLM_TIMEOUT"]),
        };
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{Model} at {Base}";

    /// <summary><c>LLM_TIMEOUT</c>.</summary>
    /// <exception cref="InvalidOperationException">It is no time.</exception>
    public static TimeSpan TimeoutOf(string? stated) => string.IsNullOrWhiteSpace(stated) ? TimeSpan.FromSeconds(60)
        : int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 600
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidOperationException("LLM_TIMEOUT must be a number of seconds from 1 to 600.");
}
