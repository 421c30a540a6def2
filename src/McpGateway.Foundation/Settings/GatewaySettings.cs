using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpGateway.Foundation.Settings;

/// <summary>
/// The configuration with the names of <see cref="EnvironmentNames"/> laid over its keys. Options bind their section of this one.
/// </summary>
public sealed class GatewaySettings
{
    private readonly IConfiguration _configuration;
    private readonly IConfigurationRoot _laidOver;

    /// <param name="configuration">The application's.</param>
    public GatewaySettings(IConfiguration configuration)
    {
        _configuration = configuration;
        _laidOver = new ConfigurationBuilder().AddConfiguration(configuration).Add(new EnvironmentNameSource(configuration)).Build();
    }

    /// <summary>The value of a key, whichever way it was set; null when it was not.</summary>
    public string? this[string key] => _laidOver[key];

    public IConfigurationSection GetSection(string section) => _laidOver.GetSection(section);

    /// <summary>The value of a key without white space at its ends; null when that leaves nothing.</summary>
    public string? Text(string key) => this[key] is { } value && value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>What is wrong with values of the environment whose keys lie directly in a section, by name.</summary>
    public IReadOnlyList<string> Problems(string section) =>
    [
        .. from name in EnvironmentNames.All
           where name.Keys.Any(key => key.AsSpan(0, key.LastIndexOf(':')).Equals(section, StringComparison.OrdinalIgnoreCase))
           let value = _configuration[name.Name]
           where SettingForms.IsSet(name.Form, value) && SettingForms.Convert(name.Form, value!) is null
           select SettingForms.Problem(name, value!),
    ];

    /// <summary>A section to bind options from.</summary>
    /// <exception cref="OptionsValidationException">A value of the environment cannot be read.</exception>
    public IConfigurationSection GetReadableSection<TOptions>(string section) =>
        Problems(section) is { Count: > 0 } problems
            ? throw new OptionsValidationException(section, typeof(TOptions), problems)
            : GetSection(section);

    /// <summary>What the operator set, or would set, where a message speaks of a key.</summary>
    public string NameOf(string key)
    {
        var names = EnvironmentNames.For(key);
        return names.FirstOrDefault(name => SettingForms.IsSet(name.Form, _configuration[name.Name]))?.Name
            ?? (names.Count > 0 && string.IsNullOrWhiteSpace(_configuration[key]) ? names[0].Name : null)
            ?? key;
    }
}

public static class GatewaySettingsServices
{
    /// <summary>Adds <see cref="GatewaySettings"/> over the application's configuration.</summary>
    public static IServiceCollection AddGatewaySettings(this IServiceCollection services)
    {
        services.TryAddSingleton<GatewaySettings>();
        return services;
    }
}
