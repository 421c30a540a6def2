using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning;

/// <summary>
/// A model that judges. Each has a name of its own for servers (<c>MCP_SCANNER_LLM_…</c>) and for agents (<c>A2A_SCANNER_LLM_…</c>);
/// without it the name for all models (<c>LLM_…</c>) counts.
/// </summary>
public sealed class LlmOptions
{
    /// <summary><c>…_PROVIDER</c>: <c>litellm</c> or <c>openai</c> (any OpenAI-compatible service), or <c>azure</c>.</summary>
    public string Provider { get; set; } = "litellm";

    /// <summary><c>…_MODEL</c>: its name; at Azure that of the deployment. A prefix such as <c>openai/</c> or <c>azure/</c> may
    /// stand.</summary>
    public string Model { get; set; } = "openai/gpt-4o-mini";

    /// <summary><c>…_API_KEY</c>: the key. Never logged.</summary>
    [SecretSetting]
    public string? ApiKey { get; set; }

    /// <summary><c>…_API_BASE</c>: the base address, for instance <c>http://localhost:4000/v1</c>; at Azure that of the resource.</summary>
    public string? ApiBase { get; set; }

    /// <summary>How long one answer may take. 1 second to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Characters of definitions in one question. 1,000 to 500,000.</summary>
    public int MaxCharacters { get; set; } = 24_000;

    /// <summary>Questions for one scan. What does not fit is not judged, and the scan says so. 1 to 1,000.</summary>
    public int MaxCalls { get; set; } = 20;

    /// <summary>Tokens of one answer. 100 to 100,000.</summary>
    public int MaxAnswerTokens { get; set; } = 4000;

    internal bool IsConfigured => !string.IsNullOrWhiteSpace(ApiKey) || !string.IsNullOrWhiteSpace(ApiBase);

    internal bool IsAzure => Provider.Equals("azure", StringComparison.OrdinalIgnoreCase)
        || Model.StartsWith("azure/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without the prefix that names the provider.</summary>
    internal string ModelName =>
        Model.StartsWith("openai/", StringComparison.OrdinalIgnoreCase) || Model.StartsWith("azure/", StringComparison.OrdinalIgnoreCase)
            ? Model[(Model.IndexOf('/', StringComparison.Ordinal) + 1)..]
            : Model;
}

internal static class LlmOptionsCheck
{
    private static readonly string[] Providers = ["litellm", "openai", "azure"];

    public static void Check(ValidateOptionsResultBuilder problems, string section, LlmOptions options)
    {
        problems.Require(
            Providers.Contains(options.Provider, StringComparer.OrdinalIgnoreCase), $"{section}:Provider",
                "must be litellm, openai or azure.");
        problems.Require(!string.IsNullOrWhiteSpace(options.Model), $"{section}:Model", "must be the name of a model.");
        problems.Require(
            string.IsNullOrWhiteSpace(options.ApiBase)
                || (Uri.TryCreate(options.ApiBase, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
            $"{section}:ApiBase", "must be an absolute http or https address.");
        problems.Require(
            !options.IsAzure || !options.IsConfigured || !string.IsNullOrWhiteSpace(options.ApiBase),
            $"{section}:ApiBase", "must be the address of the Azure resource.");
        problems.Range($"{section}:Timeout", options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        problems.Range($"{section}:MaxCharacters", options.MaxCharacters, 1000, 500_000);
        problems.Range($"{section}:MaxCalls", options.MaxCalls, 1, 1000);
        problems.Range($"{section}:MaxAnswerTokens", options.MaxAnswerTokens, 100, 100_000);
    }
}
