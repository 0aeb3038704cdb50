// Feeds the readers with broken input. A crash ends the process, and the last line names the seed
// and number that repeat it; so does what a target finds wrong, unless the run is to go on:
//
//   Fuzz [TARGET…] [--count N] [--seed S] [--from I] [--verbose] [--go-on]
import Foundation

var names: [String] = []
var count = 2000
var seed: UInt64 = 1
var first = 0
var isVerbose = false
var goesOn = false
var isFaulty = false

func complain(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}

var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--count": count = arguments.popFirst().flatMap { Int($0) } ?? count
  case "--seed": seed = arguments.popFirst().flatMap { UInt64($0) } ?? seed
  case "--from": first = arguments.popFirst().flatMap { Int($0) } ?? first
  case "--verbose": isVerbose = true
  case "--go-on": goesOn = true
  default: names.append(argument)
  }
}
let chosen = Target.all.filter { names.isEmpty || names.contains($0.name) }
guard !chosen.isEmpty, names.allSatisfy({ name in Target.all.contains { $0.name == name } }) else {
  complain("the targets are \(Target.all.map(\.name).joined(separator: ", "))")
  exit(64)
}
for target in chosen {
  var accepted = 0
  var findings = 0
  var slowest = (seconds: 0.0, number: first)
  for number in first..<(first + count) {
    if isVerbose || number % 500 == 0 {
      complain("\(target.name) --seed \(seed) --from \(number)")
    }
    var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
    let input = target.input(&generator)
    let start = DispatchTime.now().uptimeNanoseconds
    switch target.run(input) {
    case .accepted: accepted += 1
    case .refused: break
    case .wrong(let finding):
      complain("\(target.name) --seed \(seed) --from \(number): \(finding)")
      guard goesOn else { exit(1) }
      findings += 1
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    if seconds > slowest.seconds { slowest = (seconds, number) }
  }
  print(
    "\(target.name) --seed \(seed): \(count) inputs, \(accepted) accepted, no crash, \(findings) findings; the slowest took "
      + "\(String(format: "%.3f", slowest.seconds)) s (--from \(slowest.number))")
  if findings > 0 { isFaulty = true }
}
exit(isFaulty ? 1 : 0)
