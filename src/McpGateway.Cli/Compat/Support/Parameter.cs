using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace McpGateway.Cli.Compat.Support;

/// <summary>An option or operand of a program that is imitated.</summary>
internal sealed class Parameter
{
    private readonly Func<Symbol> _create;

    private Parameter(string name, Func<Symbol> create) => (Name, _create) = (name, create);

    /// <summary>With its dashes when it is an option.</summary>
    public string Name { get; }

    private bool IsEverywhere { get; init; }

    /// <summary>An option with a value.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="help">One line.</param>
    /// <param name="aliases">Short forms.</param>
    public static Parameter Text(string name, string help, params string[] aliases) =>
        new(name, () => new Option<string?>(name, aliases) { Description = help });

    /// <summary>An option that has to be there.</summary>
    public static Parameter Required(string name, string help) =>
        new(name, () => new Option<string?>(name) { Description = help, Required = true });

    /// <summary>An option with one of some values.</summary>
    public static Parameter Choice(string name, string help, bool isRequired, params string[] values) => new(name, () =>
    {
        var option = new Option<string?>(name) { Description = help, Required = isRequired };
        option.AcceptOnlyFromAmong(values);
        return option;
    });

    /// <summary>An option without a value.</summary>
    public static Parameter Flag(string name, string help, params string[] aliases) =>
        new(name, () => new Option<bool>(name, aliases) { Description = help });

    /// <summary>An option with a whole number.</summary>
    public static Parameter Whole(string name, string help, int fallback) =>
        new(name, () => new Option<int>(name) { Description = help, DefaultValueFactory = _ => fallback, CustomParser = Number });

    /// <summary>An option with a whole number that may be left out.</summary>
    public static Parameter OptionalWhole(string name, string help) => new(
        name, () => new Option<int?>(name) { Description = help, CustomParser = result => Number(result) });

    /// <summary>A whole number that has to be there, within limits.</summary>
    public static Parameter RequiredWhole(string name, string help, int least, int most) => new(name, () =>
    {
        var option = new Option<int>(name) { Description = help, Required = true, CustomParser = Number };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"argument {name}: must be from {least} to {most}, not {value}");
            }
        });
        return option;
    });

    /// <summary>A word without a name in front.</summary>
    public static Parameter Operand(string name, string help, bool isRequired = true) => new(name, () => new Argument<string?>(name)
    {
        Description = help,
        Arity = isRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
    });

    private static int Number(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"invalid int value: '{text}'");
        return 0;
    }

    public void AddTo(Command command)
    {
        switch (_create())
        {
            case Option option:
                option.Recursive = IsEverywhere;
                command.Options.Add(option);
                break;
            case Argument argument:
                command.Arguments.Add(argument);
                break;
        }
    }

    /// <summary>Taken by every command below as well, in front of its name or behind.</summary>
    public Parameter Everywhere() => new(Name, _create) { IsEverywhere = true };
}
