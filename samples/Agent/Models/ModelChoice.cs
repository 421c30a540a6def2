using AgentSupport.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using ReferenceAgent.Models.Rules;

namespace ReferenceAgent.Models;

/// <summary>The model that answers.</summary>
/// <param name="Name">For people.</param>
/// <param name="Client">Its client.</param>
internal sealed record ChosenModel(string Name, IChatClient Client) : IDisposable
{
    public void Dispose() => Client.Dispose();
}

/// <summary>Chooses the model by <c>--provider</c>, <c>LLM_PROVIDER</c>, or by the key that there is.</summary>
internal static class ModelChoice
{
    private const string Known = "openai, litellm, anthropic or rules";

    /// <exception cref="InvalidOperationException">A setting cannot be used.</exception>
    public static ChosenModel Create(AgentSettings settings, IConfiguration environment, TimeProvider time)
    {
        var provider = settings.Provider ?? First(environment, "LLM_PROVIDER") ?? Default(environment);
        return provider.ToLowerInvariant() switch
        {
            "rules" => new("rules, without a language model", new RuleModel(time)),
            "anthropic" => Anthropic(settings, environment),
            "openai" or "litellm" => OpenAi(settings, environment, provider.ToLowerInvariant()),
            "bedrock" => throw new InvalidOperationException(
                $"--provider must be {Known}: models of Bedrock are reached through LiteLLM (LLM_API_BASE)."),
            _ => throw new InvalidOperationException($"--provider must be {Known}, and is '{provider}'."),
        };
    }

    private static string Default(IConfiguration environment) =>
        First(environment, "ANTHROPIC_API_KEY") is not null ? "anthropic"
        : First(environment, "LLM_API_KEY", "LLM_API_BASE", "OPENAI_API_KEY", "OPENAI_BASE_URL") is not null ? "openai"
        : "rules";

    private static ChosenModel OpenAi(AgentSettings settings, IConfiguration environment, string provider)
    {
        var named = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("LLM_PROVIDER", provider),
            new("LLM_MODEL", settings.Model ?? First(environment, "LLM_MODEL", "OPENAI_MODEL")),
            new("LLM_API_KEY", First(environment, "LLM_API_KEY", "OPENAI_API_KEY")),
            new("LLM_API_BASE", First(environment, "LLM_API_BASE", "OPENAI_BASE_URL")),
            new("LLM_TIMEOUT", First(environment, "LLM_TIMEOUT")),
        ]).Build();
        var model = LlmSettings.From(named)
            ?? throw new InvalidOperationException($"--provider {provider} needs LLM_API_KEY (or OPENAI_API_KEY), or LLM_API_BASE.");
        return new(model.ToString(), ChatClients.Create(model));
    }

    private static ChosenModel Anthropic(AgentSettings settings, IConfiguration environment)
    {
        var model = AnthropicModel.From(
            settings.Model ?? First(environment, "ANTHROPIC_MODEL", "LLM_MODEL"),
            First(environment, "ANTHROPIC_API_KEY", "LLM_API_KEY"),
            First(environment, "ANTHROPIC_BASE_URL", "LLM_API_BASE"),
            LlmSettings.TimeoutOf(First(environment, "LLM_TIMEOUT")));
        return new($"{model.Model} of Anthropic", model.Create());
    }

    private static string? First(IConfiguration environment, params string[] names) =>
        names.Select(name => environment[name]).FirstOrDefault(static value => !string.IsNullOrWhiteSpace(value));
}
