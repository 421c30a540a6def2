using McpGateway.Core.Scanning;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning;

/// <summary>The names of the environment: the component's own over those for all models over defaults.</summary>
public sealed class ScanOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        var options = Bind();

        Assert.True(options.Servers is { Enabled: true, OnRegistration: true, BlockUnsafe: true, AddPendingTag: true });
        Assert.Equal((TimeSpan.FromSeconds(60), "litellm", "openai/gpt-4o-mini"),
            (options.Servers.Timeout, options.Servers.Llm.Provider, options.Servers.Llm.Model));
        Assert.Equal(["static", "yara"], options.Agents.Wanted());
        Assert.False(options.Servers.Llm.IsConfigured);
    }

    [Fact]
    public void LlmNames_OwnWinsOverAllOverDefault()
    {
        var options = Bind(
            ("LLM_API_KEY", "all"), ("LLM_API_BASE", "http://all.example/v1"), ("LLM_MODEL", "openai/all"),
            ("MCP_SCANNER_LLM_API_KEY", "own"), ("A2A_SCANNER_LLM_MODEL", "openai/agents"));

        Assert.Equal(("own", "http://all.example/v1", "openai/all"),
            (options.Servers.Llm.ApiKey, options.Servers.Llm.ApiBase, options.Servers.Llm.Model));
        Assert.Equal(("all", "http://all.example/v1", "agents"),
            (options.Agents.Llm.ApiKey, options.Agents.Llm.ApiBase, options.Agents.Llm.ModelName));
    }

    [Fact]
    public void LlmNames_Empty_FallBack()
    {
        var options = Bind(("LLM_API_KEY", "all"), ("MCP_SCANNER_LLM_API_KEY", ""));

        Assert.Equal("all", options.Servers.Llm.ApiKey);
    }

    [Fact]
    public void ScanNames_AreBoundForServersAndAgents()
    {
        var options = Bind(
            ("SECURITY_SCAN_ENABLED", "false"), ("SECURITY_SCAN_TIMEOUT", "120"), ("SECURITY_ANALYZERS", "yara,llm"),
            ("BLOCK_UNSAFE_SERVERS", "false"), ("AGENT_SECURITY_BLOCK_UNSAFE_AGENTS", "false"),
            ("AGENT_SECURITY_ANALYZERS", "yara,spec"), ("AGENT_SECURITY_SCAN_TIMEOUT", "300"));

        Assert.Equal((false, TimeSpan.FromMinutes(2), false),
            (options.Servers.Enabled, options.Servers.Timeout, options.Servers.BlockUnsafe));
        Assert.Equal(["static", "yara", "llm"], options.Servers.Wanted());
        Assert.Equal((true, TimeSpan.FromMinutes(5), false), (options.Agents.Enabled, options.Agents.Timeout, options.Agents.BlockUnsafe));
        Assert.Equal(["static", "yara"], options.Agents.Wanted());
    }

    [Theory]
    [InlineData("SECURITY_ANALYZERS", "yara,guess", "Scanning:Servers:Analyzers")]
    [InlineData("SECURITY_SCAN_TIMEOUT", "soon", "SECURITY_SCAN_TIMEOUT")]
    [InlineData("SECURITY_SCAN_ENABLED", "perhaps", "SECURITY_SCAN_ENABLED")]
    [InlineData("AGENT_SECURITY_SCAN_TIMEOUT", "0", "Scanning:Agents:Timeout")]
    [InlineData("LLM_API_BASE", "ftp://x", "Scanning:Servers:Llm:ApiBase")]
    [InlineData("MCP_SCANNER_LLM_PROVIDER", "other", "Scanning:Servers:Llm:Provider")]
    [InlineData("Scanning:MaxConcurrency", "0", "Scanning:MaxConcurrency")]
    [InlineData("Scanning:QueueCapacity", "1", "Scanning:QueueCapacity")]
    [InlineData("Scanning:IntervalHours", "-1", "Scanning:IntervalHours")]
    [InlineData("Scanning:YaraTimeout", "00:00:00", "Scanning:YaraTimeout")]
    public void Validate_BadValue_NamesTheKey(string key, string value, string named)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Bind((key, value)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static ScanOptions Bind(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        services.AddGatewaySettings();
        services.AddScanning();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<ScanOptions>>().Value;
    }
}
