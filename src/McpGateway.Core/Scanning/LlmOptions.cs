using McpGateway.Foundation.Aws;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning;

/// <summary>
/// A model that judges. Each has a name of its own for servers (<c>MCP_SCANNER_LLM_API_KEY</c> and so on) and for agents
/// (<c>A2A_SCANNER_LLM_API_KEY</c>); without it the name for all models (<c>LLM_API_KEY</c>) counts.
/// </summary>
public sealed class LlmOptions
{
    /// <summary>
    /// Who runs the model: <c>litellm</c> or <c>openai</c> (any OpenAI-compatible service), <c>azure</c>, or <c>bedrock</c>.
    /// </summary>
    public string Provider { get; set; } = "litellm";

    /// <summary>The model's name; at Azure that of the deployment, at Bedrock its id or that of an inference profile.
    /// A prefix such as <c>openai/</c>, <c>azure/</c> or <c>bedrock/</c> may stand.</summary>
    public string Model { get; set; } = "openai/gpt-4o-mini";

    /// <summary>The key; for Bedrock a Bedrock API key. Never logged.</summary>
    [SecretSetting]
    public string? ApiKey { get; set; }

    /// <summary>The base address, for instance <c>http://localhost:4000/v1</c>; at Azure that of the resource.</summary>
    public string? ApiBase { get; set; }

    /// <summary><c>AWS_REGION</c>: region of Bedrock.</summary>
    public string AwsRegion { get; set; } = "us-east-1";

    /// <summary><c>AWS_ACCESS_KEY_ID</c>: for Bedrock, where there is no API key.</summary>
    [SecretSetting]
    public string? AccessKeyId { get; set; }

    /// <summary><c>AWS_SECRET_ACCESS_KEY</c>: belongs to the access key. Never logged.</summary>
    [SecretSetting]
    public string? SecretKey { get; set; }

    /// <summary><c>AWS_SESSION_TOKEN</c>: belongs to temporary AWS keys. Never logged.</summary>
    [SecretSetting]
    public string? SessionToken { get; set; }

    /// <summary>How long one answer may take. 1 second to 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Characters of definitions in one question. 1,000 to 500,000.</summary>
    public int MaxCharacters { get; set; } = 24_000;

    /// <summary>Questions for one scan. What does not fit is not judged, and the scan says so. 1 to 1,000.</summary>
    public int MaxCalls { get; set; } = 20;

    /// <summary>Tokens of one answer. 100 to 100,000.</summary>
    public int MaxAnswerTokens { get; set; } = 4000;

    internal bool IsConfigured => IsBedrock
        ? !string.IsNullOrWhiteSpace(ApiKey) || BedrockKeys is not null
        : !string.IsNullOrWhiteSpace(ApiKey) || !string.IsNullOrWhiteSpace(ApiBase);

    /// <summary>What is missing while it is not configured.</summary>
    internal string NotConfigured => IsBedrock
        ? "no credential for Bedrock is configured (LLM_API_KEY, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"
        : "no model is configured (LLM_API_KEY or LLM_API_BASE)";

    /// <summary>A model with the prefix goes to an OpenAI-compatible service where one is stated: LiteLLM's names are the same.</summary>
    internal bool IsBedrock => Provider.Equals("bedrock", StringComparison.OrdinalIgnoreCase)
        || (Model.StartsWith("bedrock/", StringComparison.OrdinalIgnoreCase) && string.IsNullOrWhiteSpace(ApiBase));

    /// <summary>What requests to Bedrock are signed with; null where they have an API key, or nothing.</summary>
    internal AwsKeys? BedrockKeys =>
        string.IsNullOrWhiteSpace(ApiKey) && AccessKeyId is { Length: > 0 } id && SecretKey is { Length: > 0 } secret
            ? new(id, secret, SessionToken)
            : null;

    internal bool IsAzure => Provider.Equals("azure", StringComparison.OrdinalIgnoreCase)
        || Model.StartsWith("azure/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without the prefix that names the provider.</summary>
    internal string ModelName => (IsBedrock ? (string[])["bedrock/"] : ["openai/", "azure/"])
        .FirstOrDefault(known => Model.StartsWith(known, StringComparison.OrdinalIgnoreCase)) is { } prefix
            ? Model[prefix.Length..]
            : Model;
}

internal static class LlmOptionsCheck
{
    private static readonly string[] Providers = ["litellm", "openai", "azure", "bedrock"];

    public static void Check(ValidateOptionsResultBuilder problems, string section, LlmOptions options)
    {
        problems.Require(
            Providers.Contains(options.Provider, StringComparer.OrdinalIgnoreCase), $"{section}:Provider",
                "must be litellm, openai, azure or bedrock.");
        problems.Require(!string.IsNullOrWhiteSpace(options.Model), $"{section}:Model", "must be the name of a model.");
        problems.Require(
            string.IsNullOrWhiteSpace(options.ApiBase)
                || (Uri.TryCreate(options.ApiBase, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
            $"{section}:ApiBase", "must be an absolute http or https address.");
        problems.Require(
            !options.IsAzure || !options.IsConfigured || !string.IsNullOrWhiteSpace(options.ApiBase),
            $"{section}:ApiBase", "must be the address of the Azure resource.");
        problems.Require(
            !options.IsBedrock
                || (options.AwsRegion.Length > 0
                    && options.AwsRegion.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')),
            $"{section}:AwsRegion", "must be the name of an AWS region, such as us-east-1.");
        problems.Range($"{section}:Timeout", options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        problems.Range($"{section}:MaxCharacters", options.MaxCharacters, 1000, 500_000);
        problems.Range($"{section}:MaxCalls", options.MaxCalls, 1, 1000);
        problems.Range($"{section}:MaxAnswerTokens", options.MaxAnswerTokens, 100, 100_000);
    }
}
