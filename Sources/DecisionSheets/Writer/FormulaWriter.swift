import DMN
import Spreadsheets

/// Writes a decision that is one formula: `Decision | label | name`, `Type`, `Expression`.
enum FormulaWriter {
  static func block(
    _ decision: Decision, _ formula: FEELText, _ surroundings: WriterSurroundings
  ) -> BlockDraft {
    var block = BlockDraft()
    var title: [Cell] = [.text("Decision"), .text(decision.label ?? decision.name)]
    if decision.label != nil { title.append(.text(decision.name)) }
    block.append(title, .title)
    let type = decision.variable.typeRef ?? decision.expression?.typeRef
    if let type {
      block.append(
        [.text("Type"), .text(TableWriter.typeText(type, surroundings))], .setting)
    }
    block.append([.text("Expression"), .text(formula.text)])
    return block
  }
}
