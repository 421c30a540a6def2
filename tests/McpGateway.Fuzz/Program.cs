using System.Globalization;
using McpGateway.Fuzz;
using McpGateway.Fuzz.Targets;

var minutes = 10.0;
var seed = Environment.TickCount;
var findings = Path.Combine("artifacts", "fuzz");
var names = new List<string>();
for (var index = 0; index < args.Length; index++)
{
    switch (args[index])
    {
        case "--minutes" when index + 1 < args.Length
            && double.TryParse(args[index + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out minutes):
        case "--seed" when index + 1 < args.Length
            && int.TryParse(args[index + 1], NumberStyles.Integer, CultureInfo.InvariantCulture, out seed):
            index++;
            break;
        case "--findings" when index + 1 < args.Length:
            findings = args[++index];
            break;
        default:
            names.Add(args[index]);
            break;
    }
}

var chosen = names.Count == 0 ? AllTargets.List : [.. AllTargets.List.Where(target => names.Contains(target.Name))];
if (chosen.Count < names.Count)
{
    Console.Error.WriteLine($"Targets: {string.Join(", ", AllTargets.List.Select(target => target.Name))}");
    Console.Error.WriteLine("Options: --minutes N, --seed N, --findings FOLDER");
    return 2;
}

Console.WriteLine($"{chosen.Count} targets, {minutes.ToString(CultureInfo.InvariantCulture)} minutes, seed {seed}");
return new FuzzRun(chosen, TimeSpan.FromMinutes(minutes), seed, findings).Execute() == 0 ? 0 : 1;
