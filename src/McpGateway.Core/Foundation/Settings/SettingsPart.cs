using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Foundation.Settings;

/// <summary>The settings of one options class, as they are in force. Read by reflection, and only when somebody looks.</summary>
public sealed class SettingsPart
{
    /// <summary>Whatever is named so is never shown, not even in part.</summary>
    private static readonly string[] SecretWords = ["Password", "Secret", "Key", "Token", "ConnectionString", "Credential"];

    private readonly Func<object> _read;

    internal SettingsPart(string section, Func<object> read) => (Section, _read) = (section, read);

    public string Section { get; }

    public IReadOnlyList<Setting> Read()
    {
        var options = _read();
        return
        [
            .. from property in options.GetType().GetProperties()
               where property.CanRead && property.GetIndexParameters().Length == 0
               orderby property.Name
               select SettingOf(property.Name, property.GetValue(options)),
        ];
    }

    private Setting SettingOf(string name, object? value)
    {
        var isNumberOrSwitch = value is bool or int or long or double or TimeSpan or Enum;
        var isSecret = !isNumberOrSwitch && SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
        var text = TextOf(value);
        return new($"{Section}:{name}", !isSecret ? WithoutUserInfo(text) : text.Length > 0 ? "set, not shown" : "not set", isSecret);
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(TextOf)),
        _ => value.GetType().Name,
    };

    /// <summary>An address may carry a password.</summary>
    private static string WithoutUserInfo(string text) =>
        text.Contains('@', StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.ToString()
            : text;
}

/// <summary>One setting.</summary>
/// <param name="Key">The configuration key.</param>
/// <param name="Value">The value in force; of a secret only whether there is one.</param>
public sealed record Setting(string Key, string Value, bool IsSecret);

public static class SettingsServices
{
    /// <summary>Shows these options to administrators, secrets masked.</summary>
    public static IServiceCollection AddShownSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class =>
        services.AddSingleton(provider => new SettingsPart(section, () => provider.GetRequiredService<IOptions<TOptions>>().Value));
}
